import type { FolderSetOp, Id, Op } from '../contract';
import { between, spread } from './position';
import { Change, undoOf } from './undo';
import type { FolderTree, Undo } from './views';
import type { ViewStore } from './viewStore';

/** Where a folder is moved to. `before`: the neighbour that it is put in front of; null for the end. */
export interface FolderTarget {
  readonly parent: Id | null;
  readonly before: Id | null;
}

/** What is done to folders. */
export class FolderActions {
  constructor(
    private readonly views: ViewStore,
    private readonly change: Change,
    private readonly newId: () => Id,
  ) {}

  /** Makes a folder. Gives its identifier. */
  create(name: string, parent: Id | null = null, before: Id | null = null): Id {
    const folder = this.newId();
    const places = this.placesFor(folder, { parent, before });
    this.change([{ op: 'folder.set', folder, name, parent, position: places.get(folder) ?? '' }, ...others(places, folder)]);
    return folder;
  }

  rename(folder: Id, name: string): Undo {
    const row = this.tree().get(folder);
    if (row === undefined || row.name === name) return undoOf(0, [], this.change);
    return this.carryOut([{ op: 'folder.set', folder, name }], [{ op: 'folder.set', folder, name: row.name }]);
  }

  /** Puts a folder into another, or elsewhere among its neighbours. Into itself it cannot go. */
  move(folder: Id, target: FolderTarget): Undo {
    const tree = this.tree();
    const row = tree.get(folder);
    if (row === undefined || (target.parent !== null && tree.path(target.parent).includes(folder)) || target.before === folder) return undoOf(0, [], this.change);
    const places = this.placesFor(folder, target);
    const inverse: Op[] = [...places.keys()].flatMap((id) => {
      const old = tree.get(id);
      if (old === undefined) return [];
      const set: FolderSetOp = { op: 'folder.set', folder: id, position: old.position };
      return [id === folder ? { ...set, parent: old.parent } : set];
    });
    const set: Op = { op: 'folder.set', folder, parent: target.parent, position: places.get(folder) ?? row.position };
    return this.carryOut([set, ...others(places, folder)], inverse);
  }

  /** Removes a folder; what is in it moves up. Taking that back makes another folder with the same in it. */
  delete(folder: Id): Undo {
    const tree = this.tree();
    const row = tree.get(folder);
    if (row === undefined) return undoOf(0, [], this.change);
    const again = this.newId();
    const inverse: Op[] = [
      { op: 'folder.set', folder: again, name: row.name, parent: row.parent, position: row.position },
      ...tree.children(folder).map((child): Op => ({ op: 'folder.set', folder: child, parent: again })),
      ...this.views.chatsIn(folder).map((chat): Op => ({ op: 'chat.set', chat, folder: again })),
    ];
    return this.carryOut([{ op: 'folder.delete', folder }], inverse);
  }

  private carryOut(ops: readonly Op[], inverse: readonly Op[]): Undo {
    this.change(ops);
    return undoOf(1, inverse, this.change);
  }

  private tree(): FolderTree {
    return this.views.get('folders');
  }

  /** The positions that bring a folder to its place: its own, and those of its neighbours where there is no room between them. */
  private placesFor(folder: Id, { parent, before }: FolderTarget): ReadonlyMap<Id, string> {
    const tree = this.tree();
    const there = tree.children(parent).filter((id) => id !== folder);
    const at = before === null ? -1 : there.indexOf(before);
    const index = at < 0 ? there.length : at;
    const positionOf = (id: Id | undefined): string | null => (id === undefined ? null : tree.get(id)?.position ?? null);
    const position = between(positionOf(there[index - 1]), positionOf(there[index]));
    if (position !== null) return new Map([[folder, position]]);
    const order = [...there.slice(0, index), folder, ...there.slice(index)];
    const positions = spread(order.length);
    return new Map(order.map((id, place) => [id, positions[place] ?? '']));
  }
}

function others(places: ReadonlyMap<Id, string>, folder: Id): Op[] {
  return [...places].filter(([id]) => id !== folder).map(([id, position]): Op => ({ op: 'folder.set', folder: id, position }));
}
