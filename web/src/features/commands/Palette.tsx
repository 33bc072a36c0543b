import { ReactElement, useMemo, useState } from 'react';
import type { Id } from '../../contract';
import { Combobox, Option } from '../../ui/Combobox';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import type { IconName } from '../../ui/icons';
import { Keys } from '../../ui/Keys';
import { chatTitle } from '../chats/title';
import { Page, usePage, useSync } from '../workspace/context';
import { commandsOf } from './commands';
import { formatKeys } from './keys';
import { matches } from './matches';

const mostChats = 8;

/** Chats by title and commands by name, one field for both. */
export function Palette(): ReactElement {
  const page = usePage();
  const { workspace } = page;
  const [query, setQuery] = useState('');
  const chats = useSync('chats:active');
  const options = useMemo(() => optionsFor(page, query.trim()), [page, query, chats]);
  const close = (): void => workspace.panel.set(null);
  return (
    <Dialog title="Commands" bare onClose={close}>
      <Combobox
        label="Chats and commands"
        placeholder="Go to a chat, or do something"
        query={query}
        onQuery={setQuery}
        onClose={close}
        options={options}
        empty="Nothing by that name."
      />
    </Dialog>
  );
}

function optionsFor(page: Page, query: string): readonly Option[] {
  const { workspace } = page;
  const close = (run: () => void) => (): void => {
    workspace.panel.set(null);
    run();
  };
  const chats = chatsNamed(page, query).map((chat): Option => {
    const title = chatTitle(page.client.get(`chat:${chat}`));
    return { id: chat, group: 'Chats', content: <Line icon="message-square" text={title} />, choose: close(() => workspace.open(chat)) };
  });
  const commands = commandsOf(page)
    .filter(({ id, title }) => id !== 'palette' && id !== 'find' && matches(title, query))
    .map(({ id, title, icon, keys, run }): Option => {
      const content = <Line icon={icon} text={title} keys={keys} />;
      return { id, group: 'Commands', content, choose: close(run) };
    });
  return query === '' ? [...commands, ...chats] : [...chats, ...commands];
}

function chatsNamed({ client }: Page, query: string): readonly Id[] {
  const list = client.get('chats:active');
  if (query === '') return list.slice(0, mostChats);
  const found: Id[] = [];
  for (const chat of list.slice(0, list.length)) {
    if (matches(chatTitle(client.get(`chat:${chat}`)), query)) found.push(chat);
    if (found.length === mostChats) break;
  }
  return found;
}

function Line({ icon, text, keys }: { readonly icon: IconName; readonly text: string; readonly keys?: string | undefined }): ReactElement {
  return (
    <span className="flex items-center gap-3">
      <Icon name={icon} className="text-muted" />
      <span dir="auto" className="min-w-0 flex-1 truncate">{text}</span>
      {keys === undefined ? null : <Keys keys={formatKeys(keys)} />}
    </span>
  );
}
