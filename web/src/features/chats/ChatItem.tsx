import { memo, MouseEvent, useState } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { Dot } from '../../ui/Dot';
import type { Section } from '../../sync/views';
import { pathOf } from '../workspace/address';
import { usePage, useSync } from '../workspace/context';
import { ChatMenu } from './ChatMenu';
import { RenameField } from './RenameField';
import { chatTitle } from './title';

interface Props {
  readonly chat: Id;
  readonly shown: boolean;
  readonly section: Section;
}

/** One chat of the list: opens it, and holds what can be done with it. */
export const ChatItem = memo(function ChatItem({ chat, shown, section }: Props) {
  const { client, workspace } = usePage();
  const row = useSync(`chat:${chat}`);
  const unread = useCell(workspace.unread).has(chat);
  const [renaming, setRenaming] = useState(false);
  if (row === null) return null;
  const renamed = (title: string | null): void => {
    if (title !== null) client.rename(chat, title);
    setRenaming(false);
  };
  if (renaming) return <RenameField title={row.title} onDone={renamed} />;

  const open = (event: MouseEvent): void => {
    event.preventDefault();
    workspace.open(chat, event.ctrlKey || event.metaKey || event.button === 1);
    workspace.leaveDrawer();
  };
  const running = row.running.length > 0;
  return (
    <div className={`group flex h-full items-center rounded-lg transition-colors ${shown ? 'bg-hover' : 'hover:bg-hover'}`}>
      <a
        href={pathOf(chat)}
        aria-current={shown ? 'page' : undefined}
        title={row.title}
        draggable={false}
        className={`flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg px-2 text-sm ${shown ? 'font-medium' : ''}`}
        onClick={open}
        onAuxClick={(event) => event.button === 1 && open(event)}
        onDoubleClick={() => setRenaming(true)}
      >
        <span className="truncate">{chatTitle(row)}</span>
        {running || unread ? <Dot state={running ? 'running' : 'unread'} /> : null}
      </a>
      <span className="unfold">
        <ChatMenu row={row} section={section} onRename={() => setRenaming(true)} />
      </span>
    </div>
  );
});
