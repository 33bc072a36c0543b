import type { Id } from '../../contract';
import type { FolderTree } from '../../sync/views';
import { matches } from '../commands/matches';
import { folderName } from './folderName';

/** A place that something can be moved to. */
export interface Target {
  /** null: in no folder. */
  readonly folder: Id | null;
  /** The names on the way to it. */
  readonly names: readonly string[];
}

/** The folders in the order in which they are shown, that a query finds by the words of their way. A moved folder goes neither into itself nor into what is in it. */
export function targetsFor(folders: FolderTree, query: string, moved: Id | null): readonly Target[] {
  const found: Target[] = [];
  const walk = (folder: Id, above: readonly string[]): void => {
    if (folder === moved) return;
    const names = [...above, folderName(folders.get(folder))];
    if (matches(names.join(' '), query)) found.push({ folder, names });
    folders.children(folder).forEach((child) => walk(child, names));
  };
  folders.top.forEach((folder) => walk(folder, []));
  return found;
}
