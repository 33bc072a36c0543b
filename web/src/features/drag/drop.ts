import type { Id } from '../../contract';
import type { FolderTree } from '../../sync/views';
import { foldersLabel, ListRow, ListRows, orderedLabel } from '../listing/listRows';

/** What is being dragged. */
export type Dragged = { readonly kind: 'chats'; readonly chats: readonly Id[] } | { readonly kind: 'folder'; readonly folder: Id };

/** What letting go would do, and where that is shown: a row that is lit, or a line above a row. */
export type Drop =
  | { readonly kind: 'into'; readonly folder: Id | null; readonly row: number }
  | { readonly kind: 'chat'; readonly folder: Id | null; readonly before: Id | null; readonly row: number; readonly depth: number }
  | { readonly kind: 'folder'; readonly parent: Id | null; readonly before: Id | null; readonly row: number; readonly depth: number };

interface Ground {
  readonly rows: ListRows;
  readonly folders: FolderTree;
  /** Whether a chat at the top has a place by hand; in folders every chat can get one. */
  readonly placed: (chat: Id) => boolean;
}

/** What letting go at a height does, counted in rows from the top; null where nothing can be dropped. */
export function dropAt(dragged: Dragged, y: number, ground: Ground): Drop | null {
  const { rows } = ground;
  if (y < 0) return null;
  const index = Math.floor(y);
  // Below the last row there is only the top level.
  if (index >= rows.count) return dragged.kind === 'chats' ? { kind: 'into', folder: null, row: -1 } : null;
  const row = rows.at(index);
  const part = y - index;
  return dragged.kind === 'chats' ? chatsOn(row, index, part, ground) : folderOn(dragged.folder, row, index, part, ground);
}

function chatsOn(row: ListRow, index: number, part: number, { rows, placed }: Ground): Drop {
  if (row.kind === 'folder' || row.kind === 'empty') return { kind: 'into', folder: row.folder, row: index };
  if (row.kind === 'chat' && (row.folder !== null || placed(row.chat))) {
    const above = part < 0.5;
    const before = above ? row.chat : chatAfter(rows, index + 1, row.folder);
    return { kind: 'chat', folder: row.folder, before, row: above ? index : index + 1, depth: row.depth };
  }
  if (row.kind === 'heading' && row.label === orderedLabel) {
    return { kind: 'chat', folder: null, before: chatAfter(rows, index + 1, null), row: index + 1, depth: 0 };
  }
  if (row.kind === 'heading' && startsDays(rows, index)) return { kind: 'chat', folder: null, before: chatAfter(rows, index, null), row: index, depth: 0 };
  return { kind: 'into', folder: null, row: -1 };
}

/** The first chat of a folder from a row on: at the top past headings, so that only those in front of it stand by hand. */
function chatAfter(rows: ListRows, index: number, folder: Id | null): Id | null {
  for (let at = index; at < rows.count; at += 1) {
    const row = rows.at(at);
    if (row.kind === 'chat') return row.folder === folder ? row.chat : null;
    if (row.kind !== 'heading') return null;
  }
  return null;
}

/** Above the first heading of a day is the end of what stands by hand. */
function startsDays(rows: ListRows, index: number): boolean {
  const row = rows.at(index);
  if (row.kind !== 'heading' || row.label === foldersLabel || row.label === 'Pinned') return false;
  for (let above = index - 1; above >= 0; above -= 1) {
    const other = rows.at(above);
    if (other.kind === 'heading') return [foldersLabel, orderedLabel, 'Pinned'].includes(other.label);
  }
  return true;
}

function folderOn(dragged: Id, row: ListRow, index: number, part: number, { rows, folders }: Ground): Drop | null {
  if (row.kind === 'heading') {
    const first = folders.top.find((id) => id !== dragged) ?? null;
    return row.label === foldersLabel ? { kind: 'folder', parent: null, before: first, row: index + 1, depth: 0 } : null;
  }
  // A chat stands for the folder that it is in.
  const folder = row.folder;
  if (folder === null || folders.path(folder).includes(dragged)) return null;
  if (row.kind !== 'folder') return { kind: 'into', folder, row: rows.indexOf(folder) };
  const parent = parentOf(folders, folder);
  if (part < 0.3) return { kind: 'folder', parent, before: folder, row: index, depth: row.depth };
  if (part < 0.7 || row.open) return { kind: 'into', folder, row: index };
  const after = folders.children(parent).filter((id) => id !== dragged);
  return { kind: 'folder', parent, before: after[after.indexOf(folder) + 1] ?? null, row: index + 1, depth: row.depth };
}

/** The folder that a folder is shown in. */
export function parentOf(folders: FolderTree, folder: Id): Id | null {
  const path = folders.path(folder);
  return path[path.length - 2] ?? null;
}
