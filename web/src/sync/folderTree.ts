import type { FolderRow, FolderSetOp, Id, Timestamp } from '../contract';
import type { Item } from './outbox';
import { compareBytes } from './position';
import type { FolderTree } from './views';

/** The folders as the user sees them: the confirmed ones with this device's own changes applied. */
export class FoldersAsSeen implements FolderTree {
  readonly rows: ReadonlyMap<Id, FolderRow>;
  private readonly inside = new Map<Id | null, Id[]>();
  /** Where the contents of a folder went that is removed here and not yet at the server. */
  private readonly movedTo = new Map<Id, Id | null>();

  constructor(confirmed: ReadonlyMap<Id, FolderRow>, items: readonly Item[], known?: FoldersAsSeen) {
    const rows = new Map(confirmed);
    for (const item of items) if (item.status !== 'refused') this.apply(rows, item);
    // What says the same as before stays the same object.
    for (const [id, row] of rows) {
      const old = known?.rows.get(id);
      if (old !== undefined && sameFolder(old, row)) rows.set(id, old);
    }
    this.rows = rows;
    for (const row of [...rows.values()].sort(compareFolders)) {
      const parent = this.parentOf(row);
      const list = this.inside.get(parent);
      if (list === undefined) this.inside.set(parent, [row.id]);
      else list.push(row.id);
    }
  }

  get size(): number {
    return this.rows.size;
  }

  get top(): readonly Id[] {
    return this.children(null);
  }

  children(folder: Id | null): readonly Id[] {
    return this.inside.get(folder) ?? nothing;
  }

  get(folder: Id): FolderRow | undefined {
    return this.rows.get(folder);
  }

  path(folder: Id): readonly Id[] {
    const path: Id[] = [];
    for (let row = this.rows.get(folder); row !== undefined; row = this.rows.get(this.parentOf(row) ?? '')) path.unshift(row.id);
    return path;
  }

  /** The folder in which what names this one is shown; null at the top. */
  home(folder: Id | null): Id | null {
    let id = folder;
    for (let steps = 0; id !== null && !this.rows.has(id); steps++) id = steps > this.movedTo.size ? null : this.movedTo.get(id) ?? null;
    return id;
  }

  private apply(rows: Map<Id, FolderRow>, item: Item): void {
    const { op } = item;
    if (op.op === 'folder.set') {
      const row = withFields(rows.get(op.folder), op, item.at);
      if (row !== null && !isWithin(rows, row.parent, row.id)) rows.set(op.folder, row);
    } else if (op.op === 'folder.delete') {
      const parent = rows.get(op.folder)?.parent ?? null;
      if (!rows.delete(op.folder)) return;
      this.movedTo.set(op.folder, parent);
      for (const [id, row] of rows) if (row.parent === op.folder) rows.set(id, { ...row, parent });
    }
  }

  /** The folder that one is shown in. One whose parent is not here, or hangs in a circle, is shown at the top. */
  private parentOf(row: FolderRow): Id | null {
    const parent = this.home(row.parent);
    return parent === null || isWithin(this.rows, parent, row.id) ? null : parent;
  }
}

const nothing: readonly Id[] = [];

export function compareFolders(a: FolderRow, b: FolderRow): number {
  return compareBytes(a.position, b.position) || a.created - b.created || (a.id < b.id ? -1 : 1);
}

/** Whether a folder is another one or stands in it, however deep. */
export function isWithin(rows: ReadonlyMap<Id, FolderRow>, folder: Id | null, outer: Id): boolean {
  let id = folder;
  for (let steps = 0; id !== null; steps++) {
    // A circle that does not go through `outer` still has no way to the top.
    if (id === outer || steps > rows.size) return true;
    id = rows.get(id)?.parent ?? null;
  }
  return false;
}

function withFields(row: FolderRow | undefined, op: FolderSetOp, at: Timestamp): FolderRow | null {
  if (row === undefined && op.name === undefined) return null;
  const base = row ?? { kind: 'folder', id: op.folder, version: 0, name: '', parent: null, position: '', created: at };
  return {
    ...base,
    name: op.name ?? base.name,
    parent: op.parent === undefined ? base.parent : op.parent,
    position: op.position ?? base.position,
  };
}

function sameFolder(a: FolderRow, b: FolderRow): boolean {
  return a.version === b.version && a.name === b.name && a.parent === b.parent && a.position === b.position && a.created === b.created;
}
