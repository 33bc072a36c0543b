import type { Id } from '../contract';
import { comparePositions } from './position';
import type { ChatList } from './views';

/** What decides the place of a chat in a list. */
export interface ChatPlace {
  readonly id: Id;
  readonly pinned: boolean;
  readonly updated: number;
  /** Where the user put it among its neighbours in a folder. */
  readonly position: string | null;
}

export type Compare = (a: ChatPlace, b: ChatPlace) => number;

/** Pinned first, then by the time of the last message, the newest first; the identifier decides between equals. */
export function comparePlaces(a: ChatPlace, b: ChatPlace): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  if (a.updated !== b.updated) return b.updated - a.updated;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}

/** In a folder: pinned first, then as the user put them, then the newest first. */
export function compareInFolder(a: ChatPlace, b: ChatPlace): number {
  return (a.pinned === b.pinned ? comparePositions(a.position, b.position) : 0) || comparePlaces(a, b);
}

const usualBlock = 128;

/**
 * A sorted list that never changes: `with` and `without` make another one that shares all blocks but one with it.
 * A change of one of 10,000 chats copies some 200 references; nothing is sorted again.
 */
export class ChatOrder implements ChatList {
  private starts: number[] | null = null;

  private constructor(
    private readonly blocks: readonly (readonly ChatPlace[])[],
    /** Shared by all versions of a list, and right for the newest one: `indexOf` looks here first. */
    private readonly places: Map<Id, ChatPlace>,
    private readonly compare: Compare,
  ) {}

  static start(compare: Compare = comparePlaces): ChatOrder {
    return new ChatOrder([], new Map(), compare);
  }

  get length(): number {
    const last = this.blocks.length - 1;
    return last < 0 ? 0 : (this.offsets()[last] ?? 0) + (this.blocks[last]?.length ?? 0);
  }

  at(index: number): Id | undefined {
    if (index < 0) return undefined;
    const starts = this.offsets();
    const block = lastAtOrBelow(starts, index);
    return this.blocks[block]?.[index - (starts[block] ?? 0)]?.id;
  }

  slice(start: number, end: number): readonly Id[] {
    const ids: Id[] = [];
    for (let index = Math.max(0, start); index < end; index++) {
      const id = this.at(index);
      if (id === undefined) break;
      ids.push(id);
    }
    return ids;
  }

  indexOf(chat: Id): number {
    const place = this.places.get(chat);
    if (place === undefined) return -1;
    const block = this.blockOf(place);
    const index = indexIn(this.blocks[block] ?? [], place, this.compare);
    const found = this.blocks[block]?.[index];
    return found?.id === chat ? (this.offsets()[block] ?? 0) + index : -1;
  }

  has(chat: Id): boolean {
    return this.places.has(chat);
  }

  /** With this chat at its place, and nowhere else. The same list when it is there already. */
  with(place: ChatPlace): ChatOrder {
    const old = this.places.get(place.id);
    if (old !== undefined) {
      return this.compare(old, place) === 0 ? this : this.without(place.id).with(place);
    }
    const index = this.blockOf(place);
    const block = this.blocks[index] ?? [];
    const at = indexIn(block, place, this.compare);
    const grown = [...block.slice(0, at), place, ...block.slice(at)];
    this.places.set(place.id, place);
    const half = grown.length >> 1;
    return grown.length > usualBlock * 2
      ? this.replacing(index, [grown.slice(0, half), grown.slice(half)])
      : this.replacing(index, [grown]);
  }

  /** Without this chat. The same list when it is not there. */
  without(chat: Id): ChatOrder {
    const place = this.places.get(chat);
    if (place === undefined) return this;
    this.places.delete(chat);
    const index = this.blockOf(place);
    const shrunk = (this.blocks[index] ?? []).filter((other) => other.id !== chat);
    return this.replacing(index, shrunk.length === 0 ? [] : [shrunk]);
  }

  private replacing(index: number, blocks: readonly (readonly ChatPlace[])[]): ChatOrder {
    return new ChatOrder([...this.blocks.slice(0, index), ...blocks, ...this.blocks.slice(index + 1)], this.places, this.compare);
  }

  /** The block that a place belongs to: the last one that does not begin after it. */
  private blockOf(place: ChatPlace): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = this.blocks[middle]?.[0];
      if (first !== undefined && this.compare(first, place) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private offsets(): readonly number[] {
    if (this.starts === null) {
      let sum = 0;
      this.starts = this.blocks.map((block) => (sum += block.length) - block.length);
    }
    return this.starts;
  }
}

/** The first index whose place is not before this one. */
function indexIn(block: readonly ChatPlace[], place: ChatPlace, compare: Compare): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = block[middle];
    if (other !== undefined && compare(other, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lastAtOrBelow(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
