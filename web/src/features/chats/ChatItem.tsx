import { memo, MouseEvent, ReactElement, useCallback, useState } from 'react';
import type { ChatRow, Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { Dot } from '../../ui/Dot';
import { Icon } from '../../ui/Icon';
import { Menu } from '../../ui/Menu';
import { useMenuPress } from '../../ui/useMenuPress';
import { excerpt } from '../drafts/excerpt';
import type { View } from '../listing/view';
import { PendingMark } from '../outbox/PendingMark';
import { pathOf } from '../workspace/address';
import { usePage, useSync } from '../workspace/context';
import { ChatMenu, ChatMenuItems } from './ChatMenu';
import { chatIndent } from './indent';
import { RenameField } from './RenameField';
import { chatTitle } from './title';

interface Props {
  readonly chat: Id;
  readonly depth: number;
  readonly shown: boolean;
  readonly view: View;
  /** Takes the chats from the last chosen one, or the shown one, up to this one. */
  readonly onRange: (chat: Id) => void;
}

/** One chat of the list: opens it, and holds what can be done with it. */
export const ChatItem = memo(function ChatItem({ chat, depth, shown, view, onRange }: Props) {
  const { client, workspace } = usePage();
  const { listing } = workspace;
  const row = useSync(`chat:${chat}`);
  const renaming = useCell(listing.renaming) === chat;
  const [held, setHeld] = useState<HTMLElement | null>(null);
  const release = useCallback(() => setHeld(null), []);
  const menuPress = useMenuPress(setHeld);
  if (row === null) return null;
  if (renaming) {
    const renamed = (title: string | null): void => {
      if (title !== null) client.rename(chat, title);
      listing.renaming.set(null);
    };
    return <RenameField label="Chat title" title={row.title} style={chatIndent(depth)} onDone={renamed} />;
  }

  const open = (event: MouseEvent): void => {
    event.preventDefault();
    if (event.shiftKey) onRange(chat);
    else if (event.ctrlKey || event.metaKey) listing.toggle(chat);
    else {
      workspace.open(chat, event.button === 1);
      workspace.leaveDrawer();
    }
  };
  return (
    <div className={`group flex h-full items-center rounded-lg transition-colors ${shown ? 'bg-hover' : 'hover:bg-hover'}`} {...menuPress}>
      <a
        href={pathOf(chat)}
        data-item={`chat:${chat}`}
        aria-current={shown ? 'page' : undefined}
        title={row.title === '' ? undefined : row.title}
        draggable={false}
        className={`flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg pr-2 text-sm ${row.unread && !shown ? 'font-semibold' : ''}`}
        style={chatIndent(depth)}
        onClick={open}
        onAuxClick={(event) => event.button === 1 && open(event)}
        onDoubleClick={() => listing.renaming.set(chat)}
      >
        <ChatLine row={row} shown={shown} pin={depth > 0 || view !== 'active'} />
      </a>
      <span className="unfold">
        <ChatMenu row={row} view={view} />
      </span>
      {held === null ? null : (
        <Menu anchor={held} label={`Actions for ${chatTitle(row)}`} onClose={release}>
          <ChatMenuItems row={row} view={view} />
        </Menu>
      )}
    </div>
  );
});

interface LineProps {
  readonly row: ChatRow;
  readonly shown: boolean;
  /** Whether it says that it is pinned: where no heading does. */
  readonly pin: boolean;
}

/** What the list says of a chat: its name, the beginning of its draft, and how it is. */
export function ChatLine({ row, shown, pin }: LineProps): ReactElement {
  const draft = excerpt(useSync(`draft:${row.id}`).text);
  const running = row.running.length > 0;
  const unread = row.unread && !shown;
  return (
    <>
      {row.title === '' && draft !== '' ? null : <span dir="auto" className={`truncate ${draft === '' ? 'flex-1' : 'max-w-[58%] shrink-0'}`}>{chatTitle(row)}</span>}
      {draft === '' ? null : (
        <span className="min-w-0 flex-1 truncate font-normal text-muted">
          <span className="text-xs font-medium text-accent">Draft</span> <bdi>{draft}</bdi>
        </span>
      )}
      {pin && row.pinned ? <Pinned /> : null}
      {running || unread ? <Dot state={running ? 'running' : 'unread'} /> : null}
      <PendingMark of={row.id} />
    </>
  );
}

function Pinned(): ReactElement {
  return (
    <span className="shrink-0 text-muted">
      <Icon name="pin" size={12} />
      <span className="sr-only">pinned</span>
    </span>
  );
}
