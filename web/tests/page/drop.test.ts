import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dragged, Drop, dropAt } from '../../src/features/drag/drop';
import { chatStep, folderStep, isPlaced } from '../../src/features/drag/steps';
import { ListRows } from '../../src/features/listing/listRows';
import { foldersOf, listOf } from './lists';

const now = new Date(2026, 5, 15, 12).getTime();
const folders = foldersOf({ work: null, clients: 'work', garden: null, reading: null });
const inside = listOf([chat('tax'), chat('rent')]);
const top = listOf([chat('pin', { pinned: true }), chat('first', { position: 'a' }), chat('second', { position: 'b' }), chat('new'), chat('old')]);
const chats: Dragged = { kind: 'chats', chats: ['moved'] };
const rows = ListRows.tree({ folders, open: new Set(['work']), inside: () => inside.list, top: top.list, read: top.read, now });
const ground = { rows, folders, placed: (id: string) => isPlaced(top.read(id)) };

function chat(id: string, fields: { pinned?: boolean; position?: string } = {}) {
  return { id, pinned: false, position: null as string | null, updated: now, ...fields };
}

/** What letting go over a chat or a folder does, at a part of its height. */
function on(dragged: Dragged, id: string, part: number): Drop | null {
  return dropAt(dragged, rows.indexOf(id) + part, ground);
}

test('a chat goes into the folder that it is dropped on, also through the words of an empty one', () => {
  assert.deepEqual(on(chats, 'garden', 0.1), { kind: 'into', folder: 'garden', row: rows.indexOf('garden') });
  const bare = ListRows.tree({ folders, open: new Set(['garden']), inside: () => listOf([]).list, top: listOf([]).list, read: () => null, now });
  assert.deepEqual(dropAt(chats, bare.indexOf('garden') + 1.5, { ...ground, rows: bare }), { kind: 'into', folder: 'garden', row: bare.indexOf('garden') + 1 });
});

test('in a folder a chat goes above or below the one that it is dropped on', () => {
  const row = rows.indexOf('tax');
  assert.deepEqual(on(chats, 'tax', 0.2), { kind: 'chat', folder: 'work', before: 'tax', row, depth: 1 });
  assert.deepEqual(on(chats, 'tax', 0.8), { kind: 'chat', folder: 'work', before: 'rent', row: row + 1, depth: 1 });
  assert.deepEqual(on(chats, 'rent', 0.8), { kind: 'chat', folder: 'work', before: null, row: row + 2, depth: 1 });
});

test('at the top only those in front stand by hand: the rest keeps its time', () => {
  assert.equal((on(chats, 'second', 0.2) as { before: string }).before, 'second');
  // Below the last of them is in front of the first that stands by time: the others need no place for that.
  assert.equal((on(chats, 'second', 0.8) as { before: string }).before, 'new');
  assert.deepEqual(on(chats, 'old', 0.5), { kind: 'into', folder: null, row: -1 });
  assert.deepEqual(dropAt(chats, rows.count + 3, ground), { kind: 'into', folder: null, row: -1 });
});

test('a folder goes between its neighbours or into another, never into itself or what is in it', () => {
  const garden: Dragged = { kind: 'folder', folder: 'garden' };
  assert.deepEqual(on(garden, 'work', 0.1), { kind: 'folder', parent: null, before: 'work', row: rows.indexOf('work'), depth: 0 });
  assert.deepEqual(on(garden, 'clients', 0.5), { kind: 'into', folder: 'clients', row: rows.indexOf('clients') });
  assert.deepEqual(on(garden, 'clients', 0.9), { kind: 'folder', parent: 'work', before: null, row: rows.indexOf('clients') + 1, depth: 1 });
  assert.deepEqual(on(garden, 'tax', 0.5), { kind: 'into', folder: 'work', row: rows.indexOf('work') });
  assert.equal(on({ kind: 'folder', folder: 'work' }, 'clients', 0.5), null);
  assert.equal(on({ kind: 'folder', folder: 'work' }, 'work', 0.5), null);
  assert.equal(on(garden, 'old', 0.5), null);
});

test('a folder takes one step among its neighbours, and none beyond the ends', () => {
  assert.equal(folderStep(folders, 'garden', -1), 'work');
  assert.equal(folderStep(folders, 'garden', 1), null);
  assert.equal(folderStep(folders, 'work', 1), 'reading');
  assert.equal(folderStep(folders, 'work', -1), undefined);
  assert.equal(folderStep(folders, 'reading', 1), undefined);
});

test('a chat takes one step among its kind, and from time to the end of those by hand', () => {
  const step = (id: string, by: 1 | -1) => chatStep(top.list, id, by, true, top.read);
  assert.equal(step('second', -1), 'first');
  assert.equal(step('first', 1), 'new');
  assert.equal(step('second', 1), undefined);
  assert.equal(step('pin', 1), undefined);
  assert.equal(step('new', -1), 'old');
  assert.equal(step('old', -1), 'new');
  assert.equal(step('old', 1), undefined);
  assert.equal(chatStep(inside.list, 'rent', -1, false, inside.read), 'tax');
  assert.equal(chatStep(inside.list, 'tax', 1, false, inside.read), null);
});
