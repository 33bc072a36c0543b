import type { ReactElement } from 'react';
import { IconButton } from '../../ui/IconButton';
import { useFolderActions } from '../folders/useFolderActions';

/** Above the folders, and the way to a new one. */
export function FoldersHeading(): ReactElement {
  const actions = useFolderActions();
  return (
    <div className="flex h-full items-end justify-between pl-2 max-sm:items-center">
      <h2 className="pb-1 text-xs max-sm:pb-0 font-medium text-muted">Folders</h2>
      <IconButton icon="folder-plus" label="New folder" size="small" onClick={() => actions.create(null)} />
    </div>
  );
}
