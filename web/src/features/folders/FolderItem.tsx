import { memo, useCallback, useState } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { counted } from '../../ui/counted';
import { Icon } from '../../ui/Icon';
import { Menu } from '../../ui/Menu';
import { useMenuPress } from '../../ui/useMenuPress';
import { folderIndent } from '../chats/indent';
import { RenameField } from '../chats/RenameField';
import { PendingMark } from '../outbox/PendingMark';
import { usePage, useSync } from '../workspace/context';
import { FolderMenu, FolderMenuItems } from './FolderMenu';
import { folderName } from './folderName';

interface Props {
  readonly folder: Id;
  readonly depth: number;
  readonly open: boolean;
}

/** One folder of the list: folds and unfolds, and holds what can be done with it. */
export const FolderItem = memo(function FolderItem({ folder, depth, open }: Props) {
  const { client, workspace } = usePage();
  const { listing } = workspace;
  const row = useSync(`folder:${folder}`);
  const count = useSync(`chats:in:${folder}`).length;
  const renaming = useCell(listing.renaming) === folder;
  const [held, setHeld] = useState<HTMLElement | null>(null);
  const release = useCallback(() => setHeld(null), []);
  const menuPress = useMenuPress(setHeld);
  if (row === null) return null;
  if (renaming) {
    const renamed = (name: string | null): void => {
      if (name !== null) client.folders.rename(folder, name);
      listing.renaming.set(null);
    };
    return <RenameField label="Folder name" title={row.name} style={folderIndent(depth)} onDone={renamed} />;
  }
  return (
    <div className="group flex h-full items-center rounded-lg transition-colors hover:bg-hover" {...menuPress}>
      <button
        type="button"
        data-item={`folder:${folder}`}
        aria-expanded={open}
        aria-label={`Folder ${folderName(row)}, ${counted(count, 'chat')}`}
        title={folderName(row)}
        className="flex h-full min-w-0 flex-1 items-center gap-1.5 rounded-lg pr-2 text-left text-sm"
        style={folderIndent(depth)}
        onClick={() => listing.fold(folder, !open)}
        onDoubleClick={() => listing.renaming.set(folder)}
      >
        <Icon name="chevron-right" size={13} className={`-ml-1 text-muted transition-transform ${open ? 'rotate-90' : ''}`} />
        <Icon name={open ? 'folder-open' : 'folder'} size={15} className="text-muted" />
        <bdi className="truncate">{folderName(row)}</bdi>
        <PendingMark of={folder} />
        <span className="flex-1" />
        {count === 0 ? null : <span className="text-xs tabular-nums text-muted">{count.toLocaleString()}</span>}
      </button>
      <span className="unfold">
        <FolderMenu row={row} />
      </span>
      {held === null ? null : (
        <Menu anchor={held} label={`Actions for folder ${folderName(row)}`} onClose={release}>
          <FolderMenuItems row={row} />
        </Menu>
      )}
    </div>
  );
});
