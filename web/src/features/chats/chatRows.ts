import type { Id } from '../../contract';
import type { ChatList } from '../../sync/views';
import { dayGroup } from '../../ui/time';

/** A run of chats under one heading. */
interface Stretch {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

export type ListRow = { readonly kind: 'heading'; readonly label: string } | { readonly kind: 'chat'; readonly chat: Id };

export interface Dated {
  readonly pinned: boolean;
  readonly updated: number;
}

/** The chats of a section with the headings between them. Made by looking at a few dates, not at every chat. */
export class ChatRows {
  readonly count: number;

  private constructor(private readonly list: ChatList, private readonly stretches: readonly Stretch[]) {
    this.count = list.length + stretches.length;
  }

  /** Chats under "Pinned" and the days of their last messages. */
  static byDay(list: ChatList, read: (chat: Id) => Dated | null, now: number): ChatRows {
    const label = (index: number): string => {
      const chat = read(list.at(index) ?? '');
      if (chat === null) return 'Today';
      return chat.pinned ? 'Pinned' : dayGroup(chat.updated, now);
    };
    const stretches: Stretch[] = [];
    for (let start = 0; start < list.length; ) {
      const name = label(start);
      const end = endOf(start, list.length, (index) => label(index) === name);
      stretches.push({ label: name, start, end });
      start = end;
    }
    return new ChatRows(list, stretches);
  }

  static plain(list: ChatList): ChatRows {
    return new ChatRows(list, []);
  }

  at(index: number): ListRow {
    let headings = 0;
    for (const { label, start, end } of this.stretches) {
      if (index === start + headings) return { kind: 'heading', label };
      headings += 1;
      if (index < end + headings) break;
    }
    return { kind: 'chat', chat: this.list.at(index - headings) ?? '' };
  }

  /** The row of a chat, or -1. */
  indexOf(chat: Id): number {
    const at = this.list.indexOf(chat);
    if (at === -1) return -1;
    return at + this.stretches.filter(({ start }) => start <= at).length;
  }
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
