import { ReactElement, useCallback } from 'react';
import type { Id } from '../../contract';
import { chatTitle } from '../chats/title';
import { Composer } from '../composer/Composer';
import { useFresh } from '../composer/useFresh';
import { DraftConflictPanel } from '../drafts/DraftConflictPanel';
import { ChatLabels } from '../tags/ChatLabels';
import { usePage, useSync } from '../workspace/context';
import type { Tab } from '../workspace/tabs';
import { Conversation } from './Conversation';
import { editLast } from './editLast';
import { TrashNotice } from './TrashNotice';
import { Welcome } from './Welcome';

/** The shown tab: its messages, and the composer below them. */
export function ChatPane({ tab }: { readonly tab: Tab }): ReactElement {
  const { chat, key } = tab;
  const fresh = useFresh(chat);
  const unknown = useSync(`branch:${chat ?? ''}`).state === 'unknown' && !fresh;
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <div
        id="panel"
        role="tabpanel"
        aria-labelledby={`${key}-tab`}
        className={`flex min-h-0 flex-1 flex-col ${fresh ? 'justify-center' : ''}`}
      >
        {fresh || chat === null ? null : <Heading chat={chat} />}
        {chat === null ? null : <ChatLabels chat={chat} />}
        {fresh || chat === null ? <Welcome /> : <Conversation key={chat} chat={chat} />}
        {unknown ? null : <Foot tab={tab} fresh={fresh} />}
      </div>
    </main>
  );
}

/** Where one writes, below what one has to know first. */
function Foot({ tab, fresh }: { readonly tab: Tab; readonly fresh: boolean }): ReactElement {
  const page = usePage();
  const { chat, key } = tab;
  const onEditLast = useCallback(() => editLast(page), [page]);
  return (
    <div className={`relative px-4 max-sm:px-2.5 ${fresh ? 'pb-[12vh] max-sm:pb-2.5' : 'pb-3 max-sm:pb-2.5'}`}>
      {fresh ? null : <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 bottom-full h-6 bg-linear-to-t from-paper to-transparent" />}
      {chat === null ? null : <TrashNotice chat={chat} />}
      {chat === null ? null : <DraftConflictPanel chat={chat} />}
      <Composer key={key} tab={tab} onEditLast={onEditLast} />
    </div>
  );
}

/** The chat's title, for those who walk the page by its headings. */
function Heading({ chat }: { readonly chat: Id }): ReactElement {
  return <h1 className="sr-only">{chatTitle(useSync(`chat:${chat}`))}</h1>;
}
