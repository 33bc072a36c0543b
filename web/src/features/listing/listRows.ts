import type { Id } from '../../contract';
import type { ChatList, FolderTree } from '../../sync/views';
import { dayGroup } from '../../ui/time';

/** One line of the list. `depth` is 0 at the top; `folder` is the one that a line stands in. */
export type ListRow =
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'folder'; readonly folder: Id; readonly depth: number; readonly open: boolean }
  | { readonly kind: 'chat'; readonly chat: Id; readonly depth: number; readonly folder: Id | null }
  | { readonly kind: 'empty'; readonly depth: number; readonly folder: Id };

type Line = Exclude<ListRow, { readonly kind: 'chat' }>;

/** Consecutive lines: one that is no chat, or a run of chats of one list. */
interface Stretch {
  readonly start: number;
  readonly length: number;
  readonly line: Line | null;
  readonly list: ChatList | null;
  /** The list's chat that the run begins with. */
  readonly from: number;
  readonly depth: number;
  readonly folder: Id | null;
}

/** What a chat stands under. */
export interface Dated {
  readonly pinned: boolean;
  readonly position?: string | null;
  readonly updated: number;
}

type Read = (chat: Id) => Dated | null;

/** What the tree is drawn from. */
export interface TreeSource {
  readonly folders: FolderTree;
  readonly open: ReadonlySet<Id>;
  /** The chats of an open folder. */
  readonly inside: (folder: Id) => ChatList;
  /** The chats in no folder. */
  readonly top: ChatList;
  readonly read: Read;
  readonly now: number;
}

export const foldersLabel = 'Folders';
export const orderedLabel = 'In your order';

/** The lines of the list, found by their place. Made by looking at the folders and a few dates, not at every chat. */
export class ListRows {
  readonly count: number;

  private constructor(private readonly stretches: readonly Stretch[]) {
    const last = stretches[stretches.length - 1];
    this.count = last === undefined ? 0 : last.start + last.length;
  }

  static plain(list: ChatList): ListRows {
    const making = new Making();
    making.chats(list, 0, list.length, 0, null);
    return new ListRows(making.stretches);
  }

  /** Chats under "Pinned", "In your order" and the days of their last messages. */
  static byDay(list: ChatList, read: Read, now: number): ListRows {
    const making = new Making();
    making.days(list, read, now);
    return new ListRows(making.stretches);
  }

  /** The folders, the open ones with what is in them, and below them the chats that are in none. */
  static tree({ folders, open, inside, top, read, now }: TreeSource): ListRows {
    const making = new Making();
    making.line({ kind: 'heading', label: foldersLabel });
    const walk = (folder: Id, depth: number): void => {
      const isOpen = open.has(folder);
      making.line({ kind: 'folder', folder, depth, open: isOpen });
      if (!isOpen) return;
      const children = folders.children(folder);
      const chats = inside(folder);
      children.forEach((child) => walk(child, depth + 1));
      making.chats(chats, 0, chats.length, depth + 1, folder);
      if (children.length === 0 && chats.length === 0) making.line({ kind: 'empty', depth: depth + 1, folder });
    };
    folders.top.forEach((folder) => walk(folder, 0));
    making.days(top, read, now);
    return new ListRows(making.stretches);
  }

  at(index: number): ListRow {
    const stretch = this.stretchAt(index);
    if (stretch?.line) return stretch.line;
    const chat = stretch?.list?.at(stretch.from + index - stretch.start);
    return { kind: 'chat', chat: chat ?? '', depth: stretch?.depth ?? 0, folder: stretch?.folder ?? null };
  }

  /** What a row is known by while it moves: a chat or a folder by its identifier. */
  keyAt(index: number): string {
    const row = this.at(index);
    return row.kind === 'chat' ? row.chat : keyOfLine(row);
  }

  /** The row with a key, or -1. */
  indexOf(key: string): number {
    for (const { start, length, line, list, from } of this.stretches) {
      if (line !== null && keyOfLine(line) === key) return start;
      const at = list?.indexOf(key) ?? -1;
      if (at >= from && at < from + length) return start + at - from;
    }
    return -1;
  }

  /** The chats between two rows, both included, whichever comes first. */
  between(one: number, other: number): readonly Id[] {
    const found: Id[] = [];
    for (let index = Math.min(one, other); index <= Math.max(one, other); index += 1) {
      const row = this.at(index);
      if (row.kind === 'chat') found.push(row.chat);
    }
    return found;
  }

  private stretchAt(index: number): Stretch | undefined {
    let low = 0;
    let high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.stretches[middle]?.start ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return this.stretches[low];
  }
}

class Making {
  readonly stretches: Stretch[] = [];
  private count = 0;

  line(line: Line): void {
    this.stretches.push({ start: this.count, length: 1, line, list: null, from: 0, depth: 0, folder: null });
    this.count += 1;
  }

  chats(list: ChatList, from: number, end: number, depth: number, folder: Id | null): void {
    if (end <= from) return;
    this.stretches.push({ start: this.count, length: end - from, line: null, list, from, depth, folder });
    this.count += end - from;
  }

  days(list: ChatList, read: Read, now: number): void {
    const label = (index: number): string => groupOf(read(list.at(index) ?? ''), now);
    for (let start = 0; start < list.length; ) {
      const name = label(start);
      const end = endOf(start, list.length, (index) => label(index) === name);
      this.line({ kind: 'heading', label: name });
      this.chats(list, start, end, 0, null);
      start = end;
    }
  }
}

function keyOfLine(line: Line): string {
  switch (line.kind) {
    case 'folder':
      return line.folder;
    case 'empty':
      return `${line.folder}-empty`;
    case 'heading':
      return line.label;
  }
}

function groupOf(chat: Dated | null, now: number): string {
  if (chat === null) return 'Today';
  if (chat.pinned) return 'Pinned';
  return typeof chat.position === 'string' ? orderedLabel : dayGroup(chat.updated, now);
}

/** The end of the run that begins at `start`, by halving: the chats are sorted, so a label never comes back. */
function endOf(start: number, count: number, belongs: (index: number) => boolean): number {
  let low = start + 1;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (belongs(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
