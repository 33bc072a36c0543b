import { ReactElement, useEffect } from 'react';
import { useCell } from '../../ui/cell';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import type { IconName } from '../../ui/icons';
import { formatKeys } from '../commands/keys';
import { useListRows } from '../listing/useListRows';
import { BulkBar } from '../selection/BulkBar';
import { TagFilter } from '../tags/TagFilter';
import { usePage } from '../workspace/context';
import { ChatListView } from './ChatListView';
import { SectionSwitch } from './SectionSwitch';
import { UnreadButton } from './UnreadButton';

/** Every chat, and the way to a new one. */
export function Sidebar(): ReactElement {
  const { workspace } = usePage();
  const { listing } = workspace;
  const view = useCell(listing.view);
  const selection = useCell(listing.selection);
  const rows = useListRows(view);

  useEffect(() => {
    if (selection === null) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      // A dialog above the page has the first claim to Escape.
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      listing.endSelection();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [listing, selection]);

  return (
    <nav aria-label="Chats" className="flex h-full w-full min-w-0 flex-col bg-shell">
      <div className="flex h-12 items-center gap-1 pl-4 pr-2">
        <span className="font-semibold tracking-tight">Parlance</span>
        <UnreadButton />
        <span className="flex-1" />
        <IconButton icon="panel-left" label="Hide the sidebar" keys={formatKeys('Mod+B')} onClick={() => workspace.sidebar.set(false)} />
      </div>
      <div className="flex flex-col gap-0.5 px-2 pb-2">
        <SidebarAction icon="square-pen" label="New chat" keys="Alt+N" onClick={() => workspace.newChat()} />
        <SidebarAction icon="search" label="Search" keys="Mod+Shift+F" onClick={() => workspace.panel.set('search')} />
      </div>
      <TagFilter />
      <ChatListView key={view} view={view} rows={rows} />
      {selection === null ? <SectionSwitch view={view} /> : <BulkBar selection={selection} view={view} />}
    </nav>
  );
}

interface ActionProps {
  readonly icon: IconName;
  readonly label: string;
  readonly keys: string;
  readonly onClick: () => void;
}

function SidebarAction({ icon, label, keys, onClick }: ActionProps): ReactElement {
  return (
    <button
      type="button"
      onClick={onClick}
      className="group flex min-h-9 items-center gap-2.5 rounded-lg px-2 text-sm transition-colors hover:bg-hover max-sm:min-h-11"
    >
      <Icon name={icon} size={17} className="text-muted" />
      <span className="flex-1 text-left">{label}</span>
      <span className="actions text-xs text-muted max-sm:hidden">{formatKeys(keys)}</span>
    </button>
  );
}
