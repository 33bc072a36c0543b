import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatIndent, folderIndent } from '../../src/features/chats/indent';
import { Dated, ListRow, ListRows } from '../../src/features/listing/listRows';
import { shiftOf } from '../../src/ui/window/FixedList';
import { foldersOf, listOf } from './lists';

const now = new Date(2026, 5, 15, 12).getTime();
const hour = 3_600_000;

function words(rows: ListRows): string[] {
  return Array.from({ length: rows.count }, (_, index) => wordOf(rows.at(index)));
}

function wordOf(row: ListRow): string {
  switch (row.kind) {
    case 'heading':
      return `# ${row.label}`;
    case 'folder':
      return `${'  '.repeat(row.depth)}${row.open ? '-' : '+'}${row.folder}`;
    case 'empty':
      return `${'  '.repeat(row.depth)}(${row.folder})`;
    case 'chat':
      return `${'  '.repeat(row.depth)}${row.chat}`;
  }
}

const chats: readonly (Dated & { readonly id: string })[] = [
  { id: 'p', pinned: true, updated: now - 900 * hour },
  { id: 'h', pinned: false, position: 'a', updated: now - 90 * hour },
  { id: 'a', pinned: false, position: null, updated: now - hour },
  { id: 'b', pinned: false, position: null, updated: now - 13 * hour },
  { id: 'c', pinned: false, position: null, updated: now - 24 * 6 * hour },
  { id: 'd', pinned: false, position: null, updated: now - 24 * 20 * hour },
];

test('chats stand under their days, pinned ones and those ordered by hand first', () => {
  const { list, read } = listOf(chats);
  const rows = ListRows.byDay(list, read, now);
  assert.deepEqual(words(rows), ['# Pinned', 'p', '# In your order', 'h', '# Today', 'a', '# Yesterday', 'b', '# Last 7 days', 'c', '# Last 30 days', 'd']);
  for (const chat of ['p', 'a', 'd']) assert.equal(wordOf(rows.at(rows.indexOf(chat))), chat);
  assert.equal(rows.indexOf('x'), -1);
});

test('an open folder shows its folders, then its chats, and says when it is empty', () => {
  const folders = foldersOf({ work: null, garden: null, clients: 'work', empty: 'work' });
  const inside = listOf([{ id: 'tax', pinned: false, updated: now }]).list;
  const none = listOf([]).list;
  const { list, read } = listOf(chats.slice(2, 3));
  const tree = (open: readonly string[]): ListRows =>
    ListRows.tree({ folders, open: new Set(open), inside: (id) => (id === 'clients' ? inside : none), top: list, read, now });
  assert.deepEqual(words(tree([])), ['# Folders', '+work', '+garden', '# Today', 'a']);
  assert.deepEqual(words(tree(['work', 'clients', 'empty'])), [
    '# Folders', '-work', '  -clients', '    tax', '  -empty', '    (empty)', '+garden', '# Today', 'a',
  ]);
  const rows = tree(['work', 'clients']);
  assert.equal(rows.indexOf('tax'), 3);
  assert.equal(rows.indexOf('clients'), 2);
  assert.deepEqual(rows.at(3), { kind: 'chat', chat: 'tax', depth: 2, folder: 'clients' });
  // A closed folder's folders are not listed, open or not.
  assert.deepEqual(words(tree(['clients'])), ['# Folders', '+work', '+garden', '# Today', 'a']);
});

test('every row is found again by its key', () => {
  const folders = foldersOf({ work: null, empty: 'work' });
  const { list, read } = listOf(chats);
  const none = listOf([]).list;
  const rows = ListRows.tree({ folders, open: new Set(['work', 'empty']), inside: () => none, top: list, read, now });
  for (let index = 0; index < rows.count; index += 1) assert.equal(rows.indexOf(rows.keyAt(index)), index, rows.keyAt(index));
});

test('what is in sight is followed when all of it has moved, and left alone when something happened there', () => {
  const indexOf = (keys: string) => (key: string): number => [...keys].indexOf(key);
  const marks = [{ key: 'c', index: 2 }, { key: 'e', index: 4 }];
  assert.equal(shiftOf(marks, indexOf('abcdef')), 0);
  assert.equal(shiftOf(marks, indexOf('xyabcdef')), 2, 'two rows came above');
  assert.equal(shiftOf(marks, indexOf('bcdef')), -1, 'one left above');
  assert.equal(shiftOf(marks, indexOf('abcxyzdef')), 0, 'a folder was opened between them');
  assert.equal(shiftOf(marks, indexOf('eabcdf')), 0, 'one of them went elsewhere');
  assert.equal(shiftOf(marks, indexOf('xabdef')), 0, 'one of them is gone');
  assert.equal(shiftOf([], indexOf('abc')), 0);
});

test('a folder in a folder always stands further in', () => {
  for (let depth = 1; depth <= 12; depth += 1) {
    assert.ok(folderIndent(depth).paddingLeft > folderIndent(depth - 1).paddingLeft);
    assert.ok(chatIndent(depth).paddingLeft > folderIndent(depth).paddingLeft);
  }
});

test('a range has the chats between two rows, whichever comes first', () => {
  const { list, read } = listOf(chats);
  const rows = ListRows.byDay(list, read, now);
  assert.deepEqual(rows.between(rows.indexOf('h'), rows.indexOf('b')), ['h', 'a', 'b']);
  assert.deepEqual(rows.between(rows.indexOf('b'), rows.indexOf('h')), ['h', 'a', 'b']);
  assert.deepEqual(rows.between(rows.indexOf('c'), rows.indexOf('c')), ['c']);
});

test('10,000 chats are put under their headings by looking at few of them', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ id: `c${index}`, pinned: index < 3, updated: now - index * hour }));
  const { list, read, reads } = listOf(many);
  const rows = ListRows.tree({ folders: foldersOf({}), open: new Set(), inside: () => list, top: list, read, now });
  assert.ok(rows.count > 10_000);
  assert.ok(reads() < 700, `${reads()} chats were read`);
});

test('no chats make no rows', () => {
  const { list, read } = listOf([]);
  assert.equal(ListRows.byDay(list, read, now).count, 0);
  assert.equal(ListRows.plain(list).count, 0);
});
