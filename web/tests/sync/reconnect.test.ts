import assert from 'node:assert/strict';
import test from 'node:test';
import { pongMs, quietMs } from '../../src/sync/session';
import type { MessageRow } from '../../src/contract';
import { chatRow, messageRow } from '../support/rows';
import { space } from '../support/server';
import { running, Stage, talk, types } from '../support/stage';

test('rule 1: the first frame is hello, with nothing known yet', () => {
  const stage = new Stage();
  stage.wire.accept();
  assert.deepEqual(stage.heard(), [{ type: 'hello', v: 1, device: stage.world.device, cursor: null, open: [], streams: {} }]);
});

test('rule 2: coming back, hello has the cursor, the open chats and how much of each running text is here', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'Füße' });
  stage.cut();
  stage.wire.accept();
  assert.deepEqual(stage.heard(), [
    { type: 'hello', v: 1, device: stage.world.device, cursor: { epoch: 'e', version: 2 }, open: [{ chat: 'c', after: 2 }], streams: { a2: 6 } },
  ]);
  assert.equal(stage.text('a2'), 'Füße', 'the text stays in sight meanwhile');
});

test('rule 11: what may be of an earlier telling is not claimed as the beginning of the one that runs', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'so far' });
  stage.changes(running({ id: 'a2', version: 3, parent: 'q1' }));
  stage.cut();
  stage.wire.accept();
  assert.deepEqual(stage.heard().map((frame) => (frame.type === 'hello' ? frame.streams : null)), [{}]);
  assert.equal(stage.text('a2'), 'so far', 'it stays in sight until it is told anew');
});

test('rule 7: a resync forgets all, asks for the open chats again, and sends what was not acknowledged', () => {
  const stage = talk();
  stage.client.rename('c', 'mine');
  stage.cut();
  stage.version = 0;
  stage.connect('another');
  stage.says({ type: 'resync', space });
  const said = stage.heard();
  assert(said.some((frame) => frame.type === 'mutate' && frame.op === 'chat.set'));
  assert.deepEqual(said.filter((frame) => frame.type === 'open'), [{ type: 'open', chat: 'c', after: 0 }], 'once, so that it is known what is answered');
  assert.equal(stage.client.get('chats:active').length, 0);
  stage.changes(chatRow({ id: 'c', version: 1, head: null, title: 'restored' }));
  assert.equal(stage.client.get('chats:active').length, 1);
  assert.equal(stage.client.get('chat:c')?.title, 'mine');
});

test('rule 7: another epoch in the welcome is enough to forget, should the resync be lost in a cut', () => {
  const stage = talk();
  stage.cut();
  stage.version = 0;
  stage.connect('another');
  stage.cut();
  stage.wire.accept();
  const hello = stage.heard()[0];
  assert(hello?.type === 'hello');
  assert.deepEqual(hello.cursor, { epoch: 'another', version: 0 });
  assert.deepEqual(hello.open, [{ chat: 'c', after: 0 }]);
});

test('rule 4: missing changes end the connection, and the cursor asks for them again', () => {
  const stage = talk();
  const wire = stage.wire;
  stage.says({ type: 'changes', space, from: 5, to: 6, rows: [] });
  assert.equal(wire.state, 'closed');
  stage.world.passToNextTimer();
  stage.wire.accept();
  const hello = stage.heard()[0];
  assert(hello?.type === 'hello');
  assert.equal(hello.cursor?.version, 1);
});

test('rule 17: a network that is dead without saying so is noticed and replaced', () => {
  const stage = talk();
  const wire = stage.wire;
  stage.world.pass(quietMs);
  assert.deepEqual(types(stage.heard()), ['ping']);
  stage.world.pass(pongMs);
  assert.equal(wire.state, 'closed');
  assert.equal(stage.client.get('status').connection, 'waiting');
  stage.world.wake();
  assert.equal(stage.client.get('status').connection, 'connecting');
});

test('rule 17: a long message may take its time on a slow network, as long as it leaves', () => {
  const stage = talk();
  const { wire } = stage;
  stage.client.send({ chat: 'c', text: 'x'.repeat(900_000) });
  wire.unsent = 900_000;
  for (let second = 0; second < 60; second++) {
    stage.world.pass(1_000);
    wire.unsent -= 15_000;
  }
  assert.equal(wire.state, 'open');
  wire.unsent = 0;
  const ping = stage.heard().find((frame) => frame.type === 'ping');
  assert(ping?.type === 'ping');
  stage.says({ type: 'pong', n: ping.n });
  stage.world.pass(quietMs + pongMs);
  assert.equal(wire.state, 'closed', 'silence without anything to be sent is another matter');
});

test('rule 17: a network that takes nothing any more is dead, however much is to be sent', () => {
  const stage = talk();
  const { wire } = stage;
  wire.unsent = 900_000;
  stage.world.pass(quietMs + pongMs);
  assert.equal(wire.state, 'closed');
});

test('a pong keeps the connection', () => {
  const stage = talk();
  for (let round = 0; round < 5; round++) {
    stage.world.pass(quietMs);
    const ping = stage.heard().find((frame) => frame.type === 'ping');
    assert(ping?.type === 'ping');
    stage.says({ type: 'pong', n: ping.n });
  }
  assert.equal(stage.client.get('status').connection, 'online');
});

test('the status says when all that the server had is here', () => {
  const stage = new Stage();
  stage.version = 2;
  stage.connect();
  assert.equal(stage.client.get('status').synced, false);
  stage.says({ type: 'changes', space, from: 0, to: 1, rows: [] });
  assert.equal(stage.client.get('status').synced, false);
  stage.says({ type: 'changes', space, from: 1, to: 2, rows: [] });
  assert.equal(stage.client.get('status').synced, true);
  stage.cut();
  assert.equal(stage.client.get('status').synced, true);
});

test('a server of another protocol is told of and not tried again', () => {
  const stage = new Stage();
  stage.wire.accept();
  stage.wire.events.received('{"type":"welcome","v":2}');
  assert.equal(stage.client.get('status').connection, 'outdated');
  stage.world.pass(600_000);
  assert.equal(stage.world.wires.length, 1);
});

test('a page that is too old for what the server says is told so, and does not come back for ever', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'a1' }));
  stage.client.openChat('c');
  const newer = { ...messageRow({ id: 'a1', chat: 'c', version: 1 }), status: 'withdrawn' as MessageRow['status'] };
  const page = (): void => void stage.says({ type: 'page', chat: 'c', version: 1, before: null, first: null, messages: [newer], branches: {} });
  page();
  assert.equal(stage.client.get('status').connection, 'waiting');
  stage.world.passToNextTimer();
  stage.connect();
  page();
  assert.equal(stage.client.get('status').connection, 'outdated');
  stage.world.pass(600_000);
  assert.equal(stage.world.wires.length, 2);
});

test('one frame that is not understood ends nothing, when the rest comes afterwards', () => {
  const stage = talk();
  for (let round = 0; round < 5; round++) {
    stage.says({ type: 'settled', chat: 'c', message: 'a9', status: 'withdrawn' as MessageRow['status'], length: 0 });
    assert.equal(stage.client.get('status').failures, 1);
    stage.world.passToNextTimer();
    stage.connect();
    stage.says({ type: 'changes', space, from: 1, to: 1, rows: [chatRow({ id: 'c', version: 1, head: 'a1' })] });
    assert.equal(stage.client.get('status').failures, 0);
  }
});

test('rule 18: a server that greets and then can read nothing is not asked at every second', () => {
  const stage = talk();
  for (let round = 1; round <= 6; round++) {
    stage.wire.cut();
    assert.equal(stage.client.get('status').failures, round);
    stage.world.passToNextTimer();
    stage.connect();
  }
  assert.equal(stage.client.get('status').connection, 'online');
});
