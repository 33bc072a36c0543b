import assert from 'node:assert/strict';
import test from 'node:test';
import type { Id, MessageRow } from '../../src/contract';
import { beginsAtRoot, entryOf, mergeChildren, newestLeaf, pathTo, Tree } from '../../src/sync/tree';
import { messageRow } from '../support/rows';

/** A tree from lines `child < parent`, in order of creation; `unheld` are known by name only. */
function treeOf(links: readonly (readonly [Id, Id | null])[], unheld: readonly Id[] = [], incomplete: readonly string[] = []): Tree {
  const rows = new Map<Id, MessageRow>(
    links.filter(([id]) => !unheld.includes(id)).map(([id, parent]) => [id, messageRow({ id, parent, chat: 'c', version: 1, created: links.findIndex(([other]) => other === id) })]),
  );
  return {
    row: (id) => rows.get(id),
    children: (parent) => links.filter(([, other]) => (other ?? '') === parent).map(([id]) => id),
    isComplete: (parent) => !incomplete.includes(parent),
  };
}

//  q1 ─ a1 ─ q2 ─ a2
//     └ a1' ─ q3 ─ a3
//  q1' ─ a4
const links = [
  ['q1', null],
  ['a1', 'q1'],
  ['q2', 'a1'],
  ['a2', 'q2'],
  ["a1'", 'q1'],
  ['q3', "a1'"],
  ['a3', 'q3'],
  ["q1'", null],
  ['a4', "q1'"],
] as const;

const ids = (path: readonly MessageRow[]): Id[] => path.map((row) => row.id);

test('the branch is the way from the root to the head', () => {
  const tree = treeOf(links);
  assert.deepEqual(ids(pathTo(tree, 'a2')), ['q1', 'a1', 'q2', 'a2']);
  assert.deepEqual(ids(pathTo(tree, 'a3')), ['q1', "a1'", 'q3', 'a3']);
  assert.deepEqual(ids(pathTo(tree, 'a4')), ["q1'", 'a4']);
  assert.deepEqual(pathTo(tree, 'nothing'), []);
});

test('a branch begins where the messages that are held begin', () => {
  assert.deepEqual(ids(pathTo(treeOf(links, ['a1']), 'a2')), ['q2', 'a2']);
});

test('a branch begins where the siblings of a message are not known', () => {
  const tree = treeOf(links, [], ['a1', '']);
  assert.deepEqual(ids(pathTo(tree, 'a2')), ['q2', 'a2']);
  const [root] = pathTo(tree, 'a3');
  assert(root !== undefined && root.id === 'q1');
  assert.equal(beginsAtRoot(tree, root), false, 'another root may be there');
  assert.equal(beginsAtRoot(treeOf(links), root), true);
});

test('each message knows its place among its siblings, "2 / 3"', () => {
  const tree = treeOf([...links, ["a1''", 'q1']]);
  const row = tree.row("a1'");
  assert(row !== undefined);
  assert.deepEqual(entryOf(tree, row), { id: "a1'", index: 1, count: 3, previous: 'a1', next: "a1''" });
  const root = tree.row('q1');
  assert(root !== undefined);
  assert.deepEqual(entryOf(tree, root), { id: 'q1', index: 0, count: 2, previous: null, next: "q1'" });
});

test('walking to a sibling shows where the newest children lead, however long ago that was', () => {
  const tree = treeOf([...links, ["a2'", 'q2'], ["q2'", 'a1'], ['a5', "q2'"], ['q4', 'a2'], ['a6', 'q4']]);
  assert.equal(newestLeaf(tree, 'a1'), 'a5', 'the branch with the newest leaf of all is not the newest branch');
  assert.equal(newestLeaf(tree, 'q2'), "a2'");
  assert.equal(newestLeaf(tree, "a1'"), 'a3');
  assert.equal(newestLeaf(tree, 'a4'), 'a4');
});

test('children that are not held are passed by; where none is, the way ends', () => {
  assert.equal(newestLeaf(treeOf(links, ['a3', 'q3']), "a1'"), "a1'");
  assert.equal(newestLeaf(treeOf(links, ["a1'"]), 'q1'), 'a2');
});

test('children that pages named keep their order; new ones come after them', () => {
  assert.deepEqual(mergeChildren(['b', 'a'], ['a', 'c']), ['b', 'a', 'c']);
  const named = ['b', 'a'];
  assert.equal(mergeChildren(named, ['a']), named);
});

test('a circle of parents ends', () => {
  const tree = treeOf([
    ['x', 'y'],
    ['y', 'x'],
  ]);
  assert.deepEqual(ids(pathTo(tree, 'x')), ['y', 'x']);
  assert.equal(newestLeaf(tree, 'x'), 'y');
});
