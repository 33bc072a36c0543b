import assert from 'node:assert/strict';
import test from 'node:test';
import type { DeviceFrame, Id } from '../../src/contract';
import { chatRow, folderRow, id } from '../support/rows';
import { Stage } from '../support/stage';

/** Two folders at the top, one in the first, and five chats: two in `a`, one in `inner`, two at the top. */
function shelf(): Stage {
  const stage = new Stage().connect();
  stage.changes(
    folderRow({ id: 'b', version: 1, position: 'V5' }),
    folderRow({ id: 'a', version: 1, position: 'V1' }),
    folderRow({ id: 'inner', version: 1, parent: 'a', position: 'V' }),
    chatRow({ id: 'c1', version: 2, folder: 'a', position: 'V2' }),
    chatRow({ id: 'c2', version: 3, folder: 'a', position: 'V1' }),
    chatRow({ id: 'c3', version: 4, folder: 'inner' }),
    chatRow({ id: 'c4', version: 5 }),
    chatRow({ id: 'c5', version: 6 }),
  );
  stage.heard();
  return stage;
}

const inside = (stage: Stage, folder: Id | ''): readonly Id[] => stage.client.get(`chats:in:${folder}`).slice(0, 99);
const ops = (frames: readonly DeviceFrame[]): unknown[] => frames.flatMap((frame) => (frame.type === 'mutate' ? [{ ...frame, id: '' }] : []));

test('A11: folders hang in a tree in the order of their positions, chats in them by hand and then by time', () => {
  const stage = shelf();
  const tree = stage.client.get('folders');
  assert.deepEqual([tree.size, tree.top, tree.children('a'), tree.path('inner')], [3, ['a', 'b'], ['inner'], ['a', 'inner']]);
  assert.deepEqual(inside(stage, 'a'), ['c2', 'c1']);
  assert.deepEqual(inside(stage, ''), ['c5', 'c4']);
  stage.changes(chatRow({ id: 'c6', version: 7, folder: 'a' }), chatRow({ id: 'c7', version: 8, folder: 'a' }), chatRow({ id: 'c1', version: 9, folder: 'a', position: 'V2', pinned: true }));
  assert.deepEqual(inside(stage, 'a'), ['c1', 'c2', 'c7', 'c6']);
});

test('A11: a chat that is moved stands where it was dropped, and goes back with undo', () => {
  const stage = shelf();
  const undo = stage.client.move(['c5', 'c4'], { folder: 'a', before: 'c1' });
  assert.deepEqual(inside(stage, 'a'), ['c2', 'c5', 'c4', 'c1']);
  assert.deepEqual(inside(stage, ''), []);
  assert.equal(ops(stage.acknowledging()).length, 2, 'one change for each');
  undo.undo();
  assert.deepEqual(inside(stage, 'a'), ['c2', 'c1']);
  assert.deepEqual(inside(stage, ''), ['c5', 'c4']);
  undo.undo();
  assert.equal(ops(stage.acknowledging()).length, 2, 'an undo happens once');
});

test('a chat that is dropped among chats without a place gives places to those before it, and to no other', () => {
  const stage = new Stage().connect();
  stage.changes(...Array.from({ length: 6 }, (_, n) => chatRow({ id: id('c', n), version: n + 1, updated: 100 - n })));
  stage.heard();
  const undo = stage.client.move([id('c', 5)], { folder: null, before: id('c', 2) });
  assert.deepEqual(inside(stage, ''), [0, 1, 5, 2, 3, 4].map((n) => id('c', n)));
  assert.equal(undo.count, 3);
  undo.undo();
  assert.deepEqual(inside(stage, ''), [0, 1, 2, 3, 4, 5].map((n) => id('c', n)));
});

test('where there is no room between two neighbours all of them get new places, and the order stays', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'x', version: 1, position: 'V' }), chatRow({ id: 'y', version: 2, position: 'V' }), chatRow({ id: 'z', version: 3 }));
  const [first, second] = inside(stage, '');
  stage.client.move(['z'], { folder: null, before: second ?? null });
  assert.deepEqual(inside(stage, ''), [first, 'z', second]);
});

test('A11: a folder that is removed leaves what was in it one folder up, at once; undo brings it back under another identifier', () => {
  const stage = shelf();
  const undo = stage.client.folders.delete('a');
  assert.deepEqual(stage.client.get('folders').top, ['inner', 'b']);
  assert.deepEqual(inside(stage, 'a'), []);
  assert.deepEqual([...inside(stage, '')].sort(), ['c1', 'c2', 'c4', 'c5']);
  assert.deepEqual(ops(stage.heard()), [{ type: 'mutate', id: '', op: 'folder.delete', folder: 'a' }]);
  undo.undo();
  const tree = stage.client.get('folders');
  const again = tree.top[0] ?? '';
  assert.deepEqual([tree.get(again)?.name, tree.children(again)], ['a', ['inner']]);
  assert.deepEqual(inside(stage, again), ['c2', 'c1']);
});

test('A11: undo brings back all that was in a removed folder: what is archived, hidden, in the trash or only a draft too', () => {
  const stage = shelf();
  stage.changes(
    chatRow({ id: 'c6', version: 7, folder: 'a', archived: true }),
    chatRow({ id: 'c7', version: 8, folder: 'a', hidden: true }),
    chatRow({ id: 'c8', version: 9, folder: 'a', deleted: 9 }),
    chatRow({ id: 'c9', version: 10, folder: 'a', title: '' }),
  );
  stage.client.folders.delete('inner');
  const undo = stage.client.folders.delete('a');
  undo.undo();
  const again = stage.client.get('folders').top[0] ?? '';
  const moved = ops(stage.acknowledging()).flatMap((op) => ((op as { readonly folder?: Id }).folder === again ? [(op as { readonly chat?: Id }).chat ?? ''] : []));
  assert.deepEqual(moved.sort(), ['', 'c1', 'c2', 'c3', 'c6', 'c7', 'c8', 'c9'], 'the folder itself, and what was moved up into it before');
});

test('A11: folders are made, renamed and moved before the server knows; into itself a folder does not go', () => {
  const stage = shelf();
  const made = stage.client.folders.create('New', 'a', 'inner');
  assert.deepEqual(stage.client.get('folders').children('a'), [made, 'inner']);
  stage.client.folders.rename(made, 'Newer').undo();
  assert.equal(stage.client.get(`folder:${made}`)?.name, 'New');
  assert.equal(stage.client.folders.move('a', { parent: 'inner', before: null }).count, 0);
  const undo = stage.client.folders.move('inner', { parent: null, before: 'b' });
  assert.deepEqual(stage.client.get('folders').top, ['a', 'inner', 'b']);
  undo.undo();
  assert.deepEqual(stage.client.get('folders').path('inner'), ['a', 'inner']);
});

test('rule 10: a refused folder is taken back with what was put into it', () => {
  const stage = shelf();
  const made = stage.client.folders.create('New');
  stage.client.move(['c4'], { folder: made });
  assert.deepEqual(inside(stage, made), ['c4']);
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'folder_unknown', message: 'No.', retryable: false, request_id: 'r' } });
  assert.equal(stage.client.get(`folder:${made}`), null);
  assert.deepEqual(inside(stage, ''), ['c5', 'c4']);
  assert.equal(stage.client.get(`pending:${made}`)?.status, 'refused');
});

test('a circle that two devices made, and a folder that is not here, hide nothing', () => {
  const stage = new Stage().connect();
  stage.changes(
    folderRow({ id: 'p', version: 1, parent: 'q' }),
    folderRow({ id: 'q', version: 1, parent: 'p' }),
    folderRow({ id: 'r', version: 1, parent: 'nowhere' }),
    chatRow({ id: 'c', version: 2, folder: 'nowhere' }),
  );
  const tree = stage.client.get('folders');
  assert.deepEqual([...tree.top].sort(), ['p', 'q', 'r']);
  assert.deepEqual(inside(stage, ''), ['c']);
  stage.changes(folderRow({ id: 'nowhere', version: 3, position: 'a' }));
  assert.deepEqual(inside(stage, 'nowhere'), ['c']);
  assert.deepEqual(stage.client.get('folders').children('nowhere'), ['r']);
});

test('rule 5: a folder that is gone does not come back with an older row', () => {
  const stage = shelf();
  stage.changes({ kind: 'gone', of: 'folder', id: 'b', version: 20 });
  stage.changes(folderRow({ id: 'b', version: 20 }));
  assert.equal(stage.client.get('folder:b'), null);
});
