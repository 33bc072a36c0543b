import { memo, useSyncExternalStore } from 'react';
import type { Id } from '../../contract';
import type { BranchEntry } from '../../sync/views';
import { usePage, useSync } from '../workspace/context';
import { Answer } from './Answer';
import { EditBox } from './EditBox';
import { OwnMessage } from './OwnMessage';

interface Props {
  readonly entry: BranchEntry;
  readonly chat: Id;
  readonly last: boolean;
  /** To be marked for a moment: it was searched for. */
  readonly flashed: boolean;
}

/** One message in its place in the column. Drawn again only when it, or its place among its siblings, changes. */
export const MessageRowView = memo(function MessageRowView({ entry, chat, last, flashed }: Props) {
  const { workspace } = usePage();
  const message = useSync(`message:${entry.id}`);
  const edit = useSyncExternalStore(workspace.edits.subscribe, () => workspace.edits.get(entry.id));
  if (message === null) return null;
  const own = message.role === 'user';
  return (
    <article
      aria-label={own ? 'You' : 'Answer'}
      className={`mx-auto w-full max-w-[49rem] px-6 py-3 max-sm:px-4 ${flashed ? 'flash rounded-xl' : ''}`}
    >
      {!own ? <Answer message={message} entry={entry} last={last} /> : null}
      {own && edit?.open === true ? <EditBox chat={chat} message={message} typed={edit.text} /> : null}
      {own && edit?.open !== true ? <OwnMessage message={message} entry={entry} /> : null}
    </article>
  );
});
