import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatRows, Dated } from '../../src/features/chats/chatRows';
import type { ChatList } from '../../src/sync/views';

const now = new Date(2026, 5, 15, 12).getTime();
const hour = 3_600_000;

function listOf(chats: readonly (Dated & { readonly id: string })[]): { list: ChatList; read: (id: string) => Dated | null; reads: () => number } {
  let reads = 0;
  const list = {
    length: chats.length,
    at: (index: number) => chats[index]?.id,
    slice: (start: number, end: number) => chats.slice(start, end).map(({ id }) => id),
    indexOf: (id: string) => chats.findIndex((chat) => chat.id === id),
  };
  const byId = new Map(chats.map((chat) => [chat.id, chat]));
  return { list, read: (id) => ((reads += 1), byId.get(id) ?? null), reads: () => reads };
}

function words(rows: ChatRows): string[] {
  return Array.from({ length: rows.count }, (_, index) => rows.at(index)).map((row) => (row.kind === 'heading' ? `# ${row.label}` : row.chat));
}

test('chats stand under their days, pinned ones first', () => {
  const { list, read } = listOf([
    { id: 'p', pinned: true, updated: now - 900 * hour },
    { id: 'a', pinned: false, updated: now - hour },
    { id: 'b', pinned: false, updated: now - 13 * hour },
    { id: 'c', pinned: false, updated: now - 24 * 6 * hour },
    { id: 'd', pinned: false, updated: now - 24 * 20 * hour },
    { id: 'e', pinned: false, updated: now - 24 * 62 * hour },
  ]);
  const rows = ChatRows.byDay(list, read, now);
  assert.deepEqual(words(rows).slice(0, 10), ['# Pinned', 'p', '# Today', 'a', '# Yesterday', 'b', '# Last 7 days', 'c', '# Last 30 days', 'd']);
  for (const chat of ['p', 'a', 'e']) assert.deepEqual(rows.at(rows.indexOf(chat)), { kind: 'chat', chat });
  assert.equal(rows.indexOf('x'), -1);
});

test('10,000 chats are put under their headings by looking at few of them', () => {
  const chats = Array.from({ length: 10_000 }, (_, index) => ({ id: `c${index}`, pinned: index < 3, updated: now - index * hour }));
  const { list, read, reads } = listOf(chats);
  const rows = ChatRows.byDay(list, read, now);
  assert.ok(rows.count > 10_000);
  assert.ok(reads() < 600, `${reads()} chats were read`);
});

test('no chats make no rows', () => {
  const { list, read } = listOf([]);
  assert.equal(ChatRows.byDay(list, read, now).count, 0);
});
