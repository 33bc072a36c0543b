import type { Id, MessageRow } from '../contract';
import { parentKey } from './state';
import type { BranchEntry } from './views';

/** The messages of one chat as the user sees them. */
export interface Tree {
  row(message: Id): MessageRow | undefined;
  /** The children of a parent in order of creation, the ones that are not held among them. */
  children(parent: string): readonly Id[];
  /** Whether these are all the children that it has. */
  isComplete(parent: string): boolean;
}

/** The way from a message towards the root, oldest first, as far as it is held and the siblings are known. */
export function pathTo(tree: Tree, head: Id): MessageRow[] {
  const path: MessageRow[] = [];
  const seen = new Set<Id>();
  let row = tree.row(head);
  // A circle cannot come from a sound server; it must not hang the page either.
  while (row !== undefined && !seen.has(row.id)) {
    seen.add(row.id);
    path.push(row);
    row = row.parent === null || !tree.isComplete(row.parent) ? undefined : tree.row(row.parent);
  }
  return path.reverse();
}

/** Whether a path, as `pathTo` gives it, begins at the root. */
export function beginsAtRoot(tree: Tree, oldest: MessageRow): boolean {
  return oldest.parent === null && (oldest.version === 0 || tree.isComplete(parentKey(null)));
}

/** The children that pages named first, in their order, then the held ones that they did not name. */
export function mergeChildren(named: readonly Id[], held: readonly Id[]): readonly Id[] {
  if (named.length === 0) return held;
  const known = new Set(named);
  const fresh = held.filter((id) => !known.has(id));
  return fresh.length === 0 ? named : [...named, ...fresh];
}

/** One place of a branch: which of its siblings a message is, and who is beside it. */
export function entryOf(tree: Tree, row: MessageRow): BranchEntry {
  const siblings = tree.children(parentKey(row.parent));
  const index = siblings.indexOf(row.id);
  if (index < 0) return { id: row.id, index: 0, count: 1, previous: null, next: null };
  return {
    id: row.id,
    index,
    count: siblings.length,
    previous: siblings[index - 1] ?? null,
    next: siblings[index + 1] ?? null,
  };
}

/** Where one comes to from a message by always taking the newest child, among what is held; the message itself when it has none. */
export function newestLeaf(tree: Tree, message: Id): Id {
  let leaf = message;
  const seen = new Set<Id>();
  for (let id: Id | undefined = message; id !== undefined && !seen.has(id); id = newestChild(tree, id)) {
    seen.add(id);
    leaf = id;
  }
  return leaf;
}

function newestChild(tree: Tree, message: Id): Id | undefined {
  const held = tree.children(message).filter((id) => tree.row(id) !== undefined);
  return held[held.length - 1];
}
