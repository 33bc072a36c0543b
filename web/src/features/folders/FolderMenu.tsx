import type { ReactElement } from 'react';
import type { FolderRow } from '../../contract';
import { MenuItem } from '../../ui/Menu';
import { MenuButton } from '../../ui/MenuButton';
import { usePage } from '../workspace/context';
import { useFolderActions } from './useFolderActions';
import { folderName } from './folderName';

/** What can be done with a folder. */
export function FolderMenu({ row }: { readonly row: FolderRow }): ReactElement {
  return (
    <MenuButton icon="ellipsis" label={`Actions for folder ${folderName(row)}`}>
      <FolderMenuItems row={row} />
    </MenuButton>
  );
}

export function FolderMenuItems({ row }: { readonly row: FolderRow }): ReactElement {
  const { workspace } = usePage();
  const actions = useFolderActions();
  return (
    <>
      <MenuItem icon="folder-plus" onSelect={() => actions.create(row.id)}>New folder inside</MenuItem>
      <MenuItem icon="pencil" keys="F2" onSelect={() => workspace.listing.renaming.set(row.id)}>Rename folder</MenuItem>
      <MenuItem icon="folder-input" keys="M" onSelect={() => workspace.panel.set({ move: { kind: 'folder', folder: row.id } })}>Move to…</MenuItem>
      <MenuItem icon="trash" tone="danger" keys="Del" onSelect={() => actions.remove(row.id)}>Delete folder</MenuItem>
    </>
  );
}
