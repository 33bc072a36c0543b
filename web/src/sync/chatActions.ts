import type { ChatFields, ChatRow, ChatSetOp, Id } from '../contract';
import { between, spread } from './position';
import { Change, undoOf } from './undo';
import type { Undo } from './views';
import type { ViewStore } from './viewStore';

/** Where chats are moved to. `before`: the chat that they are put in front of, null for the end; left out: by time. */
export interface ChatTarget {
  readonly folder: Id | null;
  readonly before?: Id | null;
}

/** Most tags that a chat has, and the most characters of one. */
export const tagLimit = 20;
export const tagLength = 50;

/** What is done to several chats at once: one change each, all shown at once, and taken back as one. */
export class ChatActions {
  constructor(
    private readonly views: ViewStore,
    private readonly change: Change,
  ) {}

  /** Changes fields; chats that have them so already are left alone. */
  set(chats: readonly Id[], fields: ChatFields): Undo {
    return this.setEach(chats, () => fields);
  }

  tag(chats: readonly Id[], tag: string): Undo {
    const word = [...tag.trim()].slice(0, tagLength).join('');
    return this.setEach(chats, ({ tags }) => (word === '' || tags.includes(word) || tags.length >= tagLimit ? {} : { tags: [...tags, word] }));
  }

  untag(chats: readonly Id[], tag: string): Undo {
    return this.setEach(chats, ({ tags }) => ({ tags: tags.filter((other) => other !== tag) }));
  }

  purge(chats: readonly Id[]): void {
    this.change(this.rows(chats).map((row) => ({ op: 'chat.purge', chat: row.id })));
  }

  /** Puts chats into a folder, in the order given, at one place among those that are there. */
  move(chats: readonly Id[], target: ChatTarget): Undo {
    const { folder, before } = target;
    if (before === undefined) return this.setEach(chats, () => ({ folder, position: null }));
    const moved = new Set(chats);
    const list = this.views.get(`chats:in:${folder ?? ''}`);
    // Pinned chats stand before all others: a chat moves among its own kind.
    const isPinned = (id: Id): boolean => this.views.chat(id)?.pinned === true;
    const pinned = chats[0] !== undefined && isPinned(chats[0]);
    const there = list.slice(0, list.length).filter((id) => !moved.has(id) && isPinned(id) === pinned);
    const at = before === null ? there.length : there.indexOf(before);
    const places = this.placesFor([...moved], there, at >= 0 ? at : pinned ? there.length : 0);
    return this.setEach([...places.keys()], (row) => {
      const position = places.get(row.id) ?? null;
      return moved.has(row.id) ? { folder, position } : { position };
    });
  }

  /** The positions that bring chats to a place of a list; of those that are there only who has none, or has no room, gets another. */
  private placesFor(moved: readonly Id[], there: readonly Id[], index: number): ReadonlyMap<Id, string> {
    const positionOf = (id: Id | undefined): string | null => (id === undefined ? null : this.views.chat(id)?.position ?? null);
    const places = new Map<Id, string>();
    // Who has no place by hand stands after all that have one: those in front of the place need one first.
    const firstWithout = there.findIndex((id) => positionOf(id) === null);
    const settled = firstWithout < 0 ? there.length : firstWithout;
    let last = positionOf(there[Math.min(index, settled) - 1]);
    const next = index < settled ? positionOf(there[index]) : null;
    for (const id of [...there.slice(settled, index), ...moved]) {
      const position = between(last, next);
      if (position === null) return renumbered([...there.slice(0, index), ...moved, ...there.slice(index, Math.max(index, settled))]);
      places.set(id, position);
      last = position;
    }
    return places;
  }

  private setEach(chats: readonly Id[], fieldsOf: (row: ChatRow) => ChatFields): Undo {
    const ops: ChatSetOp[] = [];
    const inverse: ChatSetOp[] = [];
    for (const row of this.rows(chats)) {
      const { fields, old } = difference(row, fieldsOf(row));
      if (Object.keys(fields).length === 0) continue;
      ops.push({ op: 'chat.set', chat: row.id, ...fields });
      if (Object.keys(old).length > 0) inverse.push({ op: 'chat.set', chat: row.id, ...old });
    }
    if (ops.length > 0) this.change(ops);
    return undoOf(ops.length, inverse, this.change);
  }

  private rows(chats: readonly Id[]): ChatRow[] {
    return [...new Set(chats)].flatMap((id) => this.views.chat(id) ?? []);
  }
}

function renumbered(order: readonly Id[]): ReadonlyMap<Id, string> {
  const positions = spread(order.length);
  return new Map(order.map((id, index) => [id, positions[index] ?? '']));
}

/** What of some fields a row has otherwise, and what it has there. Having been read and having got a model cannot be taken back. */
function difference(row: ChatRow, fields: ChatFields): { readonly fields: ChatFields; readonly old: ChatFields } {
  const next: Record<string, unknown> = {};
  const old: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields) as [keyof ChatFields, unknown][]) {
    if (name === 'read') {
      if (row.unread) next[name] = true;
      continue;
    }
    const before = name === 'deleted' ? row.deleted !== null : row[name];
    if (sameValue(before, value)) continue;
    next[name] = value;
    if (before !== null || name === 'folder' || name === 'position') old[name] = before;
  }
  return { fields: next as ChatFields, old: old as ChatFields };
}

function sameValue(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? a.length === b.length && a.every((item, index) => item === b[index]) : a === b;
}
