import type { ReactElement } from 'react';
import type { ChatRow } from '../../contract';
import { MenuItem } from '../../ui/Menu';
import { MenuButton } from '../../ui/MenuButton';
import type { Section } from '../../sync/views';
import { usePage } from '../workspace/context';
import { chatTitle } from './title';
import { useChatActions } from './useChatActions';

interface Props {
  readonly row: ChatRow;
  readonly section: Section;
  readonly onRename: () => void;
}

/** What can be done with a chat. */
export function ChatMenu({ row, section, onRename }: Props): ReactElement {
  return (
    <MenuButton icon="ellipsis" label={`Actions for ${chatTitle(row)}`}>
      {section === 'trash' ? <TrashItems row={row} /> : <LiveItems row={row} onRename={onRename} />}
    </MenuButton>
  );
}

function LiveItems({ row, onRename }: { readonly row: ChatRow; readonly onRename: () => void }): ReactElement {
  const { client, workspace } = usePage();
  const actions = useChatActions();
  return (
    <>
      <MenuItem icon="external-link" onSelect={() => workspace.open(row.id, true)}>Open in a new tab</MenuItem>
      <MenuItem icon="pencil" onSelect={onRename}>Rename</MenuItem>
      <MenuItem
        icon={row.pinned ? 'pin-off' : 'pin'}
        onSelect={() => client.pin(row.id, !row.pinned)}
      >
        {row.pinned ? 'Unpin' : 'Pin'}
      </MenuItem>
      <MenuItem
        icon={row.hidden ? 'eye' : 'eye-off'}
        onSelect={() => actions.hide(row, !row.hidden)}
      >
        {row.hidden ? 'Show in the list' : 'Hide'}
      </MenuItem>
      <MenuItem icon="trash" tone="danger" onSelect={() => actions.remove(row)}>Delete</MenuItem>
    </>
  );
}

function TrashItems({ row }: { readonly row: ChatRow }): ReactElement {
  const { client } = usePage();
  const actions = useChatActions();
  return (
    <>
      <MenuItem icon="rotate-ccw" onSelect={() => client.restore(row.id)}>Restore</MenuItem>
      <MenuItem icon="trash" tone="danger" onSelect={() => actions.askToPurge(row)}>Delete for ever</MenuItem>
    </>
  );
}
