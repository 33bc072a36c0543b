import type { ReactElement } from 'react';
import type { ChatRow } from '../../contract';
import { MenuItem } from '../../ui/Menu';
import { MenuButton } from '../../ui/MenuButton';
import type { View } from '../listing/view';
import { usePage } from '../workspace/context';
import { chatTitle } from './title';
import { useChatActions } from './useChatActions';

interface Props {
  readonly row: ChatRow;
  readonly view: View;
}

/** What can be done with a chat. */
export function ChatMenu({ row, view }: Props): ReactElement {
  return (
    <MenuButton icon="ellipsis" label={`Actions for ${chatTitle(row)}`}>
      <ChatMenuItems row={row} view={view} />
    </MenuButton>
  );
}

export function ChatMenuItems({ row, view }: Props): ReactElement {
  return view === 'trash' ? <TrashItems row={row} /> : <LiveItems row={row} />;
}

function LiveItems({ row }: { readonly row: ChatRow }): ReactElement {
  const { workspace } = usePage();
  const actions = useChatActions();
  const { id, pinned, archived, hidden } = row;
  return (
    <>
      <MenuItem icon="external-link" onSelect={() => workspace.open(id, true)}>Open in a new tab</MenuItem>
      <MenuItem icon="pencil" keys="F2" onSelect={() => workspace.listing.renaming.set(id)}>Rename</MenuItem>
      <MenuItem icon={pinned ? 'pin-off' : 'pin'} onSelect={() => actions.pin([id], !pinned)}>{pinned ? 'Unpin' : 'Pin'}</MenuItem>
      <MenuItem icon="folder-input" keys="M" onSelect={() => workspace.panel.set({ move: { kind: 'chats', chats: [id] } })}>Move to…</MenuItem>
      <MenuItem icon="tag" onSelect={() => workspace.panel.set({ tags: [id] })}>Tags…</MenuItem>
      <MenuItem icon={archived ? 'archive-restore' : 'archive'} onSelect={() => actions.archive([id], !archived)}>
        {archived ? 'Take out of the archive' : 'Archive'}
      </MenuItem>
      <MenuItem icon={hidden ? 'eye' : 'eye-off'} onSelect={() => actions.hide([id], !hidden)}>{hidden ? 'Show in the list' : 'Hide'}</MenuItem>
      <MenuItem icon="square-check" keys="X" onSelect={() => workspace.listing.toggle(id)}>Select</MenuItem>
      <MenuItem icon="trash" tone="danger" keys="Del" onSelect={() => actions.remove([id])}>Delete</MenuItem>
    </>
  );
}

function TrashItems({ row }: { readonly row: ChatRow }): ReactElement {
  const { workspace } = usePage();
  const actions = useChatActions();
  return (
    <>
      <MenuItem icon="rotate-ccw" onSelect={() => actions.restore([row.id])}>Restore</MenuItem>
      <MenuItem icon="square-check" keys="X" onSelect={() => workspace.listing.toggle(row.id)}>Select</MenuItem>
      <MenuItem icon="trash" tone="danger" keys="Del" onSelect={() => actions.askToPurge([row.id])}>Delete for ever</MenuItem>
    </>
  );
}
