import type { ChatRow, Id } from '../contract';
import { ChatOrder, compareInFolder, comparePlaces } from './chatOrder';
import type { Key, TagCount } from './views';

const empty = ChatOrder.start();
const always = ['active', 'hidden', 'archived', 'trash'];

/** The sorted lists of chats. One chat that changes moves in the few lists that it is in; nothing is sorted again. */
export class ChatLists {
  private readonly lists = new Map<string, ChatOrder>();
  /** The lists that each chat is in. */
  private readonly homes = new Map<Id, readonly string[]>();
  private readonly unread = new Set<Id>();
  private tagView: readonly TagCount[] | null = null;

  /** @param touch tells who looks at a key. */
  constructor(private readonly touch: (key: Key) => void) {}

  get(name: string): ChatOrder {
    return this.lists.get(name) ?? empty;
  }

  get unreadCount(): number {
    return this.unread.size;
  }

  /** The tags of active chats, by name. */
  tags(): readonly TagCount[] {
    this.tagView ??= [...this.lists]
      .filter(([name, list]) => name.startsWith('tag:') && list.length > 0)
      .map(([name, list]) => ({ tag: name.slice(4), count: list.length }))
      .sort((a, b) => (a.tag < b.tag ? -1 : 1));
    return this.tagView;
  }

  /** Puts a chat where it belongs; null takes it out. `folder` is the one that it is shown in, `blank` says that there is nothing to show of it. */
  place(id: Id, row: ChatRow | null, folder: Id | null, blank: boolean): void {
    const names = row === null ? [] : namesOf(row, folder, blank);
    for (const name of this.homes.get(id) ?? []) {
      if (!names.includes(name)) this.put(name, this.get(name).without(id));
    }
    if (row !== null) {
      const place = { id, pinned: row.pinned, updated: row.updated, position: row.position };
      for (const name of names) this.put(name, this.startOf(name).with(place));
    }
    if (names.length === 0) this.homes.delete(id);
    else this.homes.set(id, names);
    this.noteUnread(id, row?.unread === true && names.includes('active'));
  }

  clear(): void {
    for (const name of new Set([...this.lists.keys(), ...always])) this.touch(`chats:${name}` as Key);
    this.lists.clear();
    this.homes.clear();
    this.unread.clear();
    this.tagView = null;
    this.touch('tags');
    this.touch('unread');
  }

  private startOf(name: string): ChatOrder {
    return this.lists.get(name) ?? ChatOrder.start(name.startsWith('in:') ? compareInFolder : comparePlaces);
  }

  private put(name: string, list: ChatOrder): void {
    const old = this.get(name);
    if (list === old) return;
    if (list.length === 0) this.lists.delete(name);
    else this.lists.set(name, list);
    this.touch(`chats:${name}` as Key);
    if (!name.startsWith('tag:') || old.length === list.length) return;
    this.tagView = null;
    this.touch('tags');
  }

  private noteUnread(id: Id, unread: boolean): void {
    if (this.unread.has(id) === unread) return;
    if (unread) this.unread.add(id);
    else this.unread.delete(id);
    this.touch('unread');
  }
}

function namesOf(row: ChatRow, folder: Id | null, blank: boolean): readonly string[] {
  if (row.deleted !== null) return ['trash'];
  if (row.hidden) return ['hidden'];
  if (row.archived) return ['archived'];
  return blank ? [] : ['active', `in:${folder ?? ''}`, ...new Set(row.tags.map((tag) => `tag:${tag}`))];
}
