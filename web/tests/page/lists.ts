import type { FolderRow } from '../../src/contract';
import type { ChatList, FolderTree } from '../../src/sync/views';

interface Listed<T> {
  readonly list: ChatList;
  readonly read: (id: string) => T | null;
  /** How often `read` was called. */
  readonly reads: () => number;
}

/** A list of chats as the store gives it. */
export function listOf<T extends { readonly id: string }>(chats: readonly T[]): Listed<T> {
  let reads = 0;
  const byId = new Map(chats.map((chat) => [chat.id, chat]));
  const list: ChatList = {
    length: chats.length,
    at: (index) => chats[index]?.id,
    slice: (start, end) => chats.slice(start, end).map(({ id }) => id),
    indexOf: (id) => chats.findIndex((chat) => chat.id === id),
  };
  return { list, read: (id) => ((reads += 1), byId.get(id) ?? null), reads: () => reads };
}

/** Folders by name, each with the one that it is in, neighbours in the order given. */
export function foldersOf(parents: Readonly<Record<string, string | null>>): FolderTree {
  const names = Object.keys(parents);
  const children = (folder: string | null): string[] => names.filter((name) => parents[name] === folder);
  const rowOf = (name: string): FolderRow | undefined =>
    name in parents ? { kind: 'folder', id: name, version: 1, name, parent: parents[name] ?? null, position: name, created: 0 } : undefined;
  const path = (folder: string): string[] => (folder in parents ? [...path(parents[folder] ?? ''), folder] : []);
  return { size: names.length, top: children(null), children, get: rowOf, path };
}
