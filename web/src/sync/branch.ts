import type { ChatAsSeen } from './optimistic';
import type { HeldChat } from './state';
import { beginsAtRoot, entryOf, pathTo } from './tree';
import type { Branch, BranchEntry } from './views';
import type { Id } from '../contract';

export const loadingBranch: Branch = { entries: [], state: 'loading', earlier: 'none' };

/**
 * The branch that a chat shows. While its newest page is on the way, the entries of `old` stay in sight.
 * Entries that say the same as in `old` are the same objects, and so is the whole.
 */
export function buildBranch(held: HeldChat | undefined, seen: ChatAsSeen, synced: boolean, old: Branch): Branch {
  if (seen.chat === null) {
    return adopt({ entries: [], state: synced || held?.unknown === true ? 'unknown' : 'loading', earlier: 'none' }, old);
  }
  if (seen.chat.head === null) return adopt({ entries: [], state: 'ready', earlier: 'none' }, old);
  const path = pathTo(seen.tree, seen.chat.head);
  const oldest = path[0];
  if (oldest === undefined) return adopt({ ...old, state: 'loading' }, old);
  const known = new Map<Id, BranchEntry>(old.entries.map((entry) => [entry.id, entry]));
  return adopt(
    {
      entries: path.map((row) => {
        const fresh = entryOf(seen.tree, row);
        const before = known.get(row.id);
        return before !== undefined && sameEntry(before, fresh) ? before : fresh;
      }),
      state: 'ready',
      earlier: beginsAtRoot(seen.tree, oldest) ? 'none' : held?.earlierAwaited === oldest.id ? 'loading' : 'more',
    },
    old,
  );
}

function adopt(fresh: Branch, old: Branch): Branch {
  const same =
    fresh.state === old.state &&
    fresh.earlier === old.earlier &&
    fresh.entries.length === old.entries.length &&
    fresh.entries.every((entry, index) => entry === old.entries[index]);
  return same ? old : fresh;
}

function sameEntry(a: BranchEntry, b: BranchEntry): boolean {
  return a.index === b.index && a.count === b.count && a.previous === b.previous && a.next === b.next;
}
