import assert from 'node:assert/strict';
import test from 'node:test';
import { keptClosed, lingerMs } from '../../src/sync/openChats';
import { chatRow, id, messageRow } from '../support/rows';
import { space } from '../support/server';
import { Stage, talk, types } from '../support/stage';

test('rule 15: a chat that the server does not know is shown as unknown, not as loading for ever', () => {
  const stage = new Stage().connect();
  stage.client.openChat('stale');
  assert.deepEqual(stage.heard().slice(1), [{ type: 'open', chat: 'stale', after: 0 }]);
  stage.says({ type: 'problem', problem: { code: 'chat_unknown', message: 'There is no such chat.', retryable: false, request_id: 'r' }, chat: 'stale' });
  assert.equal(stage.client.get('branch:stale').state, 'unknown');
});

test('a chat that is closed and opened again soon was never closed for the server', () => {
  const stage = talk();
  stage.client.closeChat('c');
  stage.world.pass(lingerMs - 1);
  stage.client.openChat('c');
  stage.world.pass(lingerMs * 2);
  assert.deepEqual(stage.heard(), []);
});

test('rule 6: a chat opened again asks for what came since, as long as it is among the last closed', () => {
  const stage = talk();
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  assert.deepEqual(stage.heard(), [{ type: 'close', chat: 'c' }]);
  stage.changes(chatRow({ id: 'c', version: 5, head: 'a1' }));
  stage.client.openChat('c');
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 1 }]);
  assert.equal(stage.client.get('branch:c').entries.length, 2, 'what was known is in sight at once');
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  for (let n = 0; n < keptClosed; n++) {
    stage.client.openChat(id('other', n));
    stage.client.closeChat(id('other', n));
    stage.world.pass(lingerMs);
    stage.says({ type: 'pong', n: 0 });
  }
  stage.heard();
  assert.equal(stage.client.get('message:a1'), null, 'it is no longer in memory');
  stage.client.openChat('c');
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }]);
});

test('a chat that is left while the hello is on its way is closed once it is answered', () => {
  const stage = talk();
  stage.cut();
  stage.wire.accept();
  assert.deepEqual(stage.heard().flatMap((frame) => (frame.type === 'hello' ? frame.open.map(({ chat }) => chat) : [])), ['c']);
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  stage.connect();
  assert.deepEqual(stage.heard().filter((frame) => frame.type === 'close'), [{ type: 'close', chat: 'c' }]);
});

test('a chat that is left while the hello is on its way and opened again is not closed', () => {
  const stage = talk();
  stage.cut();
  stage.wire.accept();
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  stage.client.openChat('c');
  stage.heard();
  stage.connect();
  assert.deepEqual(types(stage.heard()), ['open']);
});

test('rule 3: the page of a head that was asked for before the chat was closed is no answer to its opening again', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a9' }));
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  // Rows of which nobody tells a device that has closed the chat.
  stage.changes(chatRow({ id: 'c', version: 5, head: 'a9' }));
  stage.client.openChat('c');
  assert.deepEqual(stage.heard().slice(-1), [{ type: 'open', chat: 'c', after: 2 }]);
  stage.says({ type: 'page', chat: 'c', version: 2, before: null, first: null, messages: [messageRow({ id: 'a9', chat: 'c', version: 2 })], branches: {} });
  stage.cut();
  stage.wire.accept();
  assert.deepEqual(stage.heard().flatMap((frame) => (frame.type === 'hello' ? frame.open : [])), [{ chat: 'c', after: 2 }]);
});

test('a chat that shows another branch since it was closed gets the page of that', () => {
  const stage = talk();
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  const chat = chatRow({ id: 'c', version: 2, head: 'a9' });
  stage.changes(chat);
  stage.client.openChat('c');
  stage.heard();
  stage.says({ type: 'changes', space, from: 2, to: 2, rows: [chat] });
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }]);
});

test('rule 3: a refusal of the opening before is no answer to the one that came after it', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'q1' }));
  stage.client.openChat('c');
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  stage.client.openChat('c');
  const ping = stage.heard().find((frame) => frame.type === 'ping');
  assert(ping?.type === 'ping');
  stage.says({ type: 'problem', problem: { code: 'internal', message: 'It broke.', retryable: false, request_id: 'r' }, chat: 'c' }, { type: 'pong', n: ping.n });
  stage.says({ type: 'page', chat: 'c', version: 1, before: null, first: null, messages: [messageRow({ id: 'q1', chat: 'c', version: 1 })], branches: {} });
  assert.equal(stage.client.get('branch:c').state, 'ready');
});

test('two places that show one chat are one to the server', () => {
  const stage = talk();
  stage.client.openChat('c');
  stage.client.closeChat('c');
  stage.world.pass(lingerMs * 2);
  assert.deepEqual(stage.heard(), []);
  stage.client.closeChat('c');
  stage.world.pass(lingerMs * 2);
  assert.deepEqual(stage.heard(), [{ type: 'close', chat: 'c' }]);
});

test('rule 3: rows that came before the newest page was asked for go when it comes without them', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'a1' }));
  stage.client.openChat('c');
  // The changes bring messages, the page is still on its way, and the chat is closed.
  stage.changes(messageRow({ id: 'q1', chat: 'c', version: 2 }), messageRow({ id: 'a1', chat: 'c', version: 2, parent: 'q1', role: 'assistant' }));
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  // While it is closed, nobody tells of the rating of q1.
  stage.changes(chatRow({ id: 'c', version: 4, head: 'a1' }));
  stage.client.openChat('c');
  const [close, ping, open] = stage.heard().slice(-3);
  assert.deepEqual([close?.type, ping?.type, open], ['close', 'ping', { type: 'open', chat: 'c', after: 0 }]);
  assert(ping?.type === 'ping');
  stage.says({ type: 'page', chat: 'c', version: 2, before: null, first: null, messages: [], branches: {} });
  assert.notEqual(stage.client.get('branch:c').state, 'unknown', 'the answer to the first opening is none to the second');
  stage.says({ type: 'pong', n: ping.n });
  const answer = messageRow({ id: 'a1', chat: 'c', version: 2, parent: 'q1', role: 'assistant' });
  stage.says({ type: 'page', chat: 'c', version: 4, before: null, first: 'a1', messages: [answer], branches: {} });
  assert.equal(stage.client.get('message:q1'), null, 'the old q1 is not to be trusted');
  assert.equal(stage.client.get('branch:c').earlier, 'more');
});

test('rule 3: a page that comes after its chat was closed is not kept: what it says grows old untold', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'q1' }));
  stage.client.openChat('c');
  stage.client.closeChat('c');
  stage.world.pass(lingerMs);
  stage.says({ type: 'page', chat: 'c', version: 1, before: null, first: null, messages: [messageRow({ id: 'q1', chat: 'c', version: 1 })], branches: {} });
  assert.equal(stage.client.get('message:q1'), null);
});
