import assert from 'node:assert/strict';
import test from 'node:test';
import type { MessageRow } from '../../src/contract';
import { lingerMs } from '../../src/sync/openChats';
import { chatRow, messageRow } from '../support/rows';
import { space } from '../support/server';
import { running, Stage } from '../support/stage';

test('walking to a sibling that is here shows its branch at once', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 3, head: 'a2' }));
  stage.opened('c', [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a2', chat: 'c', version: 3, parent: 'q1', role: 'assistant' })], { q1: ['a1', 'a2'] });
  const entry = stage.client.get('branch:c').entries[1];
  assert.deepEqual(entry, { id: 'a2', index: 1, count: 2, previous: 'a1', next: null });
  stage.client.branch('c', 'a1');
  assert.deepEqual(stage.client.get('branch:c').entries[1]?.id, 'a2', 'nothing is known of the other branch yet');
  stage.heard();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'a1' }));
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }], 'its messages did not change: a page brings them');
  assert.equal(stage.client.get('branch:c').state, 'loading');
  stage.says({ type: 'page', chat: 'c', version: 4, before: null, first: null, messages: [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a1', chat: 'c', version: 2, parent: 'q1' })], branches: { q1: ['a1', 'a2'] } });
  assert.deepEqual(stage.client.get('branch:c').entries.map((each) => each.id), ['q1', 'a1']);
  stage.client.branch('c', 'a2');
  assert.equal(stage.client.get('branch:c').entries[1]?.id, 'a2', 'both are here now');
});

test('walking to a sibling goes by the newest children, as the server does: nothing moves when its row comes', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 9, head: 'b' }));
  const row = (name: string, parent: string | null, created: number): MessageRow => messageRow({ id: name, chat: 'c', version: created, parent, created });
  // Under `old` there is the newest leaf of all, beside a child that is newer than the one above it.
  const rows = [row('q', null, 1), row('old', 'q', 2), row('a', 'old', 3), row('b', 'q', 4), row('newer', 'old', 5), row('leaf', 'a', 6)];
  stage.opened('c', rows, { q: ['old', 'b'], old: ['a', 'newer'] });
  stage.client.branch('c', 'old');
  assert.equal(stage.client.get('chat:c')?.head, 'newer');
});

test('older messages are asked for once, with the oldest that is shown', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'm4' }));
  const row = (n: number): MessageRow => messageRow({ id: `m${n}`, chat: 'c', version: n, parent: n === 1 ? null : `m${n - 1}` });
  stage.opened('c', [row(3), row(4)], {}, 'm3');
  assert.equal(stage.client.get('branch:c').earlier, 'more');
  stage.client.loadEarlier('c');
  stage.client.loadEarlier('c');
  assert.deepEqual(stage.heard(), [{ type: 'page', chat: 'c', before: 'm3' }]);
  assert.equal(stage.client.get('branch:c').earlier, 'loading');
  stage.says({ type: 'page', chat: 'c', version: 4, before: 'm3', first: null, messages: [row(1), row(2)], branches: {} });
  assert.deepEqual(stage.client.get('branch:c').entries.map((entry) => entry.id), ['m1', 'm2', 'm3', 'm4']);
  assert.equal(stage.client.get('branch:c').earlier, 'none');
});

test('when a chat that was opened again is caught up with, what is missing beside its messages is asked for', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'm2' }));
  stage.opened('c', [messageRow({ id: 'm2', chat: 'c', version: 2, parent: 'm1' })], {}, 'm2');
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  const chat = chatRow({ id: 'c', version: 3, head: 'n1' });
  stage.changes(chat);
  stage.client.openChat('c');
  stage.says({ type: 'changes', space, from: 3, to: 3, rows: [messageRow({ id: 'n1', chat: 'c', version: 3 })] });
  assert.equal(stage.client.get('branch:c').earlier, 'none', 'more may be on its way');
  stage.says({ type: 'changes', space, from: 3, to: 3, rows: [chat] });
  assert.equal(stage.client.get('branch:c').earlier, 'more');
});

test('an answer from elsewhere beside messages that are not loaded asks for what is beside it', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'm4' }));
  stage.opened('c', [messageRow({ id: 'm3', chat: 'c', version: 3, parent: 'm2' }), messageRow({ id: 'm4', chat: 'c', version: 4, parent: 'm3' })], {}, 'm3');
  // Elsewhere the first message was edited.
  stage.changes(messageRow({ id: 'n1', chat: 'c', version: 5 }), running({ id: 'n2', version: 5, parent: 'n1' }), chatRow({ id: 'c', version: 5, head: 'n2' }));
  assert.equal(stage.client.get('branch:c').earlier, 'more');
  stage.heard();
  stage.client.loadEarlier('c');
  assert.deepEqual(stage.heard(), [{ type: 'page', chat: 'c', before: 'n2' }]);
  stage.says({ type: 'page', chat: 'c', version: 5, before: 'n2', first: null, messages: [messageRow({ id: 'n1', chat: 'c', version: 5 })], branches: { '': ['m1', 'n1'] } });
  assert.deepEqual(stage.client.get('branch:c').entries[0], { id: 'n1', index: 1, count: 2, previous: 'm1', next: null });
  assert.equal(stage.client.get('branch:c').earlier, 'none');
});
