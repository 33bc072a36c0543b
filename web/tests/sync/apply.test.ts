import assert from 'node:assert/strict';
import test from 'node:test';
import { ChangesFrame, Id, PageFrame, ProtocolError, Row } from '../../src/contract';
import { applyChanges, applyDelta, applyPage, applySettled } from '../../src/sync/apply';
import { State } from '../../src/sync/state';
import { Touched } from '../../src/sync/touched';
import { Draw, seedFor } from '../support/random';
import { chatRow, id, messageRow } from '../support/rows';

/** A state in which two chats are looked at. */
function begun(): State {
  const state = new State();
  for (const chat of ['a', 'b']) {
    const held = state.hold(chat);
    held.wanted = true;
    held.asked = true;
  }
  return state;
}

function changes(from: number, to: number, rows: readonly Row[]): ChangesFrame {
  return { type: 'changes', space: 's', from, to, rows };
}

function apply(state: State, ...frames: readonly ChangesFrame[]): Touched {
  const touched = new Touched();
  for (const frame of frames) applyChanges(state, frame, touched);
  return touched;
}

function page(chat: Id, fields: Partial<PageFrame>): PageFrame {
  return { type: 'page', chat, version: 9, before: null, first: null, messages: [], branches: {}, ...fields };
}

/** All that a state says, in an order that does not depend on how it came about. */
function said(state: State): unknown {
  return {
    version: state.version,
    chats: [...state.chats.values()].sort(byId),
    gone: [...state.gone].sort(),
    chatOf: [...state.chatOf].sort(),
    held: [...state.held].sort().map(([chat, held]) => [chat, [...held.rows.values()].sort(byId), [...held.children].filter(([, ids]) => ids.length > 0).sort()]),
  };
}

function byId(a: { readonly id: Id }, b: { readonly id: Id }): number {
  return a.id < b.id ? -1 : 1;
}

/** State before + changes = state after: what grew step by step says the same as what is built from the newest rows at once. */
function assertRebuilds(state: State, newest: ReadonlyMap<Id, Row>): void {
  const rows = [...newest.values()].sort((a, b) => a.version - b.version);
  const rebuilt = begun();
  apply(rebuilt, changes(0, state.version, rows));
  assert.deepEqual(said(state), said(rebuilt));
}

const everyKind: readonly (readonly [string, readonly (readonly Row[])[]])[] = [
  ['a new chat', [[chatRow({ id: 'a', version: 1 })]]],
  ['a renamed chat', [[chatRow({ id: 'a', version: 1 })], [chatRow({ id: 'a', version: 2, title: 'new' })]]],
  ['a pinned and hidden chat', [[chatRow({ id: 'a', version: 1 })], [chatRow({ id: 'a', version: 2, pinned: true, hidden: true })]]],
  ['a chat in the trash and out of it', [[chatRow({ id: 'a', version: 1, deleted: 5 })], [chatRow({ id: 'a', version: 2 })]]],
  [
    'a message and its answer',
    [
      [
        chatRow({ id: 'a', version: 1, head: 'r', running: ['r'] }),
        messageRow({ id: 'm', chat: 'a', version: 1 }),
        messageRow({ id: 'r', chat: 'a', version: 1, parent: 'm', role: 'assistant', status: 'pending', text: '' }),
      ],
      [messageRow({ id: 'r', chat: 'a', version: 2, parent: 'm', role: 'assistant' }), chatRow({ id: 'a', version: 2, head: 'r' })],
    ],
  ],
  ['a rated message', [[messageRow({ id: 'm', chat: 'a', version: 1 })], [messageRow({ id: 'm', chat: 'a', version: 2, rating: 1, created: 1 })]]],
  [
    'a continued answer',
    [[messageRow({ id: 'm', chat: 'a', version: 1, status: 'stopped', text: 'so far' })], [messageRow({ id: 'm', chat: 'a', version: 2, status: 'processing', text: '', created: 1 })]],
  ],
  ['a message that is gone', [[messageRow({ id: 'm', chat: 'a', version: 1 })], [{ kind: 'gone', of: 'message', id: 'm', version: 2 }]]],
  [
    'a chat that is gone with its messages',
    [[chatRow({ id: 'a', version: 1 }), messageRow({ id: 'm', chat: 'a', version: 1 })], [{ kind: 'gone', of: 'chat', id: 'a', version: 2 }]],
  ],
];

for (const [name, steps] of everyKind) {
  test(`rule 5: state before + changes = state after, for ${name}, once or twice`, () => {
    const state = begun();
    const newest = new Map<Id, Row>();
    steps.forEach((rows, index) => {
      const frame = changes(index, index + 1, rows);
      apply(state, frame);
      for (const row of rows) newest.set(row.id, row);
      if (rows.some((row) => row.kind === 'gone' && row.of === 'chat')) newest.delete('m');
      assertRebuilds(state, newest);
      const before = said(state);
      const touched = apply(state, frame);
      assert.deepEqual(said(state), before, 'twice is the same as once');
      assert.equal(touched.chats.size + touched.messages.size + touched.trees.size, 0, 'and nobody is told');
    });
  });
}

test('rule 5: however rows repeat and overlap, the state is that of the newest of each', () => {
  const draw = new Draw(seedFor(3));
  for (let round = 0; round < 60; round++) {
    const state = begun();
    const newest = new Map<Id, Row>();
    const past: ChangesFrame[] = [];
    for (let version = 1; version <= 25; version++) {
      const rows = Array.from({ length: draw.below(3) + 1 }, () => drawnRow(draw, version)).filter(
        (row, index, all) => all.findIndex((other) => other.id === row.id) === index,
      );
      for (const row of rows) if (!isBuried(newest, row)) newest.set(row.id, row);
      const frame = changes(version - 1 - draw.below(Math.min(3, version)), version, rows);
      past.push(frame);
      apply(state, frame);
      const again = draw.pick(past);
      if (draw.chance(0.4) && again !== undefined) apply(state, again);
    }
    assertRebuilds(state, newest);
  }
});

function drawnRow(draw: Draw, version: number): Row {
  const chat = draw.chance(0.5) ? 'a' : 'b';
  const message = id(`m${chat}`, draw.below(6));
  if (draw.chance(0.1)) return { kind: 'gone', of: 'message', id: message, version };
  if (draw.chance(0.3)) return chatRow({ id: chat, version, pinned: draw.chance(0.5), title: `title ${version}` });
  // A message keeps its parent and its time for life.
  const number = Number(message.slice(-1));
  const parent = number === 0 ? null : id(`m${chat}`, Math.floor(number / 2));
  return messageRow({ id: message, chat, version, parent, created: number, text: `text ${version}` });
}

function isBuried(newest: ReadonlyMap<Id, Row>, row: Row): boolean {
  return (newest.get(row.id)?.version ?? 0) >= row.version;
}

test('rule 4: changes that begin after the cursor are refused and change nothing', () => {
  const state = begun();
  apply(state, changes(0, 4, [chatRow({ id: 'a', version: 4 })]));
  const before = said(state);
  assert.throws(() => apply(state, changes(5, 6, [chatRow({ id: 'a', version: 6 })])), ProtocolError);
  assert.deepEqual(said(state), before);
});

test('rule 4: the cursor goes to the end of the changes, and never back', () => {
  const state = begun();
  apply(state, changes(0, 4, []), changes(2, 3, []));
  assert.equal(state.version, 4);
});

test('rule 6: message rows of a chat that is not held are not kept', () => {
  const state = begun();
  apply(state, changes(0, 1, [messageRow({ id: 'm', chat: 'c', version: 1 })]));
  assert.equal(state.row('m'), undefined);
  assert.equal(state.held.has('c'), false);
});

test('rule 6: a chat counts as caught up when its own row has come last, and not before', () => {
  const state = begun();
  apply(state, changes(0, 20, [chatRow({ id: 'a', version: 20 })]));
  const held = state.hold('a');
  held.known = 5;
  apply(state, changes(20, 20, [messageRow({ id: 'm', chat: 'a', version: 7 })]));
  assert.equal(held.live, false);
  assert.equal(state.after(held), 7, 'what has come need not come again');
  apply(state, changes(20, 20, [messageRow({ id: 'n', chat: 'a', version: 9 }), chatRow({ id: 'a', version: 20 })]));
  assert.equal(held.live, true);
  assert.equal(state.after(held), 20);
});

test('rule 3: a page that was read before changes that are here does not take them back', () => {
  const state = begun();
  apply(state, changes(0, 8, [messageRow({ id: 'm', chat: 'a', version: 8, rating: 1, created: 1 }), { kind: 'gone', of: 'message', id: 'x', version: 8 }]));
  const old = [messageRow({ id: 'x', chat: 'a', version: 2 }), messageRow({ id: 'm', chat: 'a', version: 3, created: 1 })];
  applyPage(state, page('a', { version: 5, messages: old, branches: { '': ['x', 'm'] } }), new Touched());
  assert.equal(state.row('m')?.rating, 1);
  assert.equal(state.row('x'), undefined, 'what is gone stays gone');
  assert.deepEqual(state.hold('a').branches.get(''), ['m']);
});

test('pages of a branch fit together in any order', () => {
  const rows = [1, 2, 3, 4, 5, 6].map((n) => messageRow({ id: id('m', n), chat: 'a', version: n, parent: n === 1 ? null : id('m', n - 1) }));
  const pages = [
    page('a', { messages: rows.slice(4), first: id('m', 5) }),
    page('a', { messages: rows.slice(2, 4), before: id('m', 5), first: id('m', 3) }),
    page('a', { messages: rows.slice(0, 2), before: id('m', 3) }),
  ];
  const forwards = begun();
  const backwards = begun();
  for (const each of pages) applyPage(forwards, each, new Touched());
  for (const each of [...pages].reverse()) applyPage(backwards, each, new Touched());
  assert.deepEqual(said(forwards), said(backwards));
  assert.equal(forwards.hold('a').rows.size, 6);
});

test('only of a message that is new are all children known', () => {
  const state = begun();
  const held = state.hold('a');
  applyPage(state, page('a', { messages: [messageRow({ id: 'y', chat: 'a', version: 2 })], branches: { '': ['x', 'y'] } }), new Touched());
  apply(state, changes(0, 4, [messageRow({ id: 'x', chat: 'a', version: 3, rating: 1 }), messageRow({ id: 'z', chat: 'a', version: 4 })]));
  assert.equal(held.complete.has('x'), false, 'x was there before, and may have answers that nobody told of');
  assert.equal(held.complete.has('z'), true);
});

test('a newest page that renews all ends what it does not bring', () => {
  const state = begun();
  const held = state.hold('a');
  apply(state, changes(0, 2, [messageRow({ id: 'old', chat: 'a', version: 1 }), messageRow({ id: 'kept', chat: 'a', version: 2 })]));
  state.distrust(held);
  apply(state, changes(2, 3, [messageRow({ id: 'fresh', chat: 'a', version: 3 })]));
  applyPage(state, page('a', { messages: [messageRow({ id: 'kept', chat: 'a', version: 2 })] }), new Touched());
  assert.deepEqual([...held.rows.keys()].sort(), ['fresh', 'kept']);
});

test('rule 12: the row takes the place of the running text, whichever of settled and the row comes first', () => {
  const running = messageRow({ id: 'm', chat: 'a', version: 1, status: 'processing', text: '' });
  const done = messageRow({ id: 'm', chat: 'a', version: 2, text: 'whole', created: 1 });
  const delta = { type: 'delta', chat: 'a', message: 'm', offset: 0, text: 'who' } as const;
  const settled = { type: 'settled', chat: 'a', message: 'm', status: 'done', length: 5 } as const;
  for (const rowFirst of [true, false]) {
    const state = begun();
    const touched = apply(state, changes(0, 1, [running]));
    assert.equal(applyDelta(state, delta, touched), 'appended');
    if (!rowFirst) {
      applySettled(state, settled, touched);
      assert.equal(state.texts.get('m')?.snapshot().settled, true);
    }
    apply(state, changes(1, 2, [done]));
    if (rowFirst) applySettled(state, settled, touched);
    assert.equal(state.texts.has('m'), false);
    assert.equal(applyDelta(state, { ...delta, offset: 3, text: 'le' }, touched), null, 'a late piece is nothing');
    assert.equal(state.texts.has('m'), false);
  }
});

test('rule 11: deltas may come before the row that they belong to', () => {
  const state = begun();
  applyDelta(state, { type: 'delta', chat: 'a', message: 'm', offset: 0, text: 'early' }, new Touched());
  apply(state, changes(0, 1, [messageRow({ id: 'm', chat: 'a', version: 1, status: 'pending', text: '' })]));
  assert.equal(state.texts.get('m')?.text(), 'early');
});

test('rule 11: a continued answer goes on after the text that it had', () => {
  const state = begun();
  apply(
    state,
    changes(0, 1, [messageRow({ id: 'm', chat: 'a', version: 1, status: 'interrupted', text: 'Füße' })]),
    changes(1, 2, [messageRow({ id: 'm', chat: 'a', version: 2, status: 'pending', text: '', created: 1 })]),
  );
  assert.equal(applyDelta(state, { type: 'delta', chat: 'a', message: 'm', offset: 6, text: ' gehen' }, new Touched()), 'appended');
  assert.equal(state.texts.get('m')?.text(), 'Füße gehen');
});

test('a chat that is made again after it was gone has its new messages', () => {
  const state = begun();
  apply(state, changes(0, 1, [{ kind: 'gone', of: 'chat', id: 'a', version: 1 }]));
  apply(state, changes(1, 2, [chatRow({ id: 'a', version: 2 }), messageRow({ id: 'm', chat: 'a', version: 2 })]));
  assert.equal(state.row('m')?.version, 2);
});

test('a chat that is let go of leaves nothing behind', () => {
  const state = begun();
  apply(state, changes(0, 1, [messageRow({ id: 'm', chat: 'a', version: 1 })]));
  applyDelta(state, { type: 'delta', chat: 'a', message: 'n', offset: 0, text: 'x' }, new Touched());
  state.release('a');
  assert.deepEqual([state.chatOf.size, state.texts.size, state.held.has('a')], [0, 0, false]);
});
