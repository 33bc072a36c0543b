import assert from 'node:assert/strict';
import test from 'node:test';
import type { Key, SyncClient } from '../../src/sync';
import { chatRow, messageRow } from '../support/rows';
import { running, Stage, talk, types } from '../support/stage';

test('a message is there as soon as it is sent, before there is a connection', () => {
  const stage = new Stage();
  const sent = stage.client.send({ chat: null, text: 'Hello\nthere' });
  assert.equal(stage.client.get(`chat:${sent.chat}`)?.title, 'Hello');
  assert.equal(stage.client.get('chats:active').at(0), sent.chat);
  assert.deepEqual(stage.client.get(`branch:${sent.chat}`).entries.map((entry) => entry.id), [sent.message, sent.reply]);
  assert.equal(stage.client.get(`message:${sent.reply}`)?.status, 'pending');
  assert.equal(stage.client.hasUnsent(), true);
  stage.client.openChat(sent.chat);
  stage.connect();
  assert.deepEqual(types(stage.heard()), ['hello', 'message.send', 'open'], 'rule 9: the chat is opened after what makes it');
});

test('rule 9: nothing flickers when the changes come before the ack, nor when the ack comes first', () => {
  for (const ackFirst of [true, false]) {
    const stage = talk();
    const sent = stage.client.send({ chat: 'c', text: 'And then?' });
    const [frame] = stage.heard();
    assert(frame?.type === 'mutate');
    const key: Key = 'branch:c';
    const before = stage.client.get(key);
    assert.equal(before.entries.length, 4);
    const ack = (): void => void stage.says({ type: 'ack', id: frame.id, version: 2 });
    if (ackFirst) ack();
    assert.equal(stage.client.get(key), before);
    stage.changes(
      chatRow({ id: 'c', version: 2, head: sent.reply, running: [sent.reply] }),
      messageRow({ id: sent.message, chat: 'c', version: 2, parent: 'a1', text: 'And then?' }),
      running({ id: sent.reply, version: 2, parent: sent.message }),
    );
    assert.equal(stage.client.get(key), before);
    assert.equal(stage.client.get(`message:${sent.reply}`)?.status, 'processing', 'the row of the server is what shows');
    if (!ackFirst) ack();
    assert.equal(stage.client.get(key), before);
    assert.equal(stage.client.get(`message:${sent.message}`)?.version, 2);
    assert.equal(stage.client.get('outbox').waiting, 0);
  }
});

test('rule 8: a cut between sending and ack sends the same change again, and nothing is doubled', () => {
  const stage = talk();
  const sent = stage.client.send({ chat: 'c', text: 'And then?' });
  const [first] = stage.heard();
  stage.cut().connect();
  assert.deepEqual(types(stage.heard()), ['hello', 'message.send']);
  stage.client.send({ chat: 'c', text: 'Later' });
  stage.changes(
    chatRow({ id: 'c', version: 2, head: sent.reply, running: [sent.reply] }),
    messageRow({ id: sent.message, chat: 'c', version: 2, parent: 'a1', text: 'And then?' }),
    running({ id: sent.reply, version: 2, parent: sent.message }),
  );
  assert(first?.type === 'mutate');
  stage.says({ type: 'ack', id: first.id, version: 2 });
  const shown = stage.client.get('branch:c').entries.map((entry) => stage.client.get(`message:${entry.id}`)?.text);
  assert.deepEqual(shown, ['text of q1', 'text of a1', 'And then?', '', 'Later', '']);
});

test('rule 10: that looking at a chat could not be noted is told to nobody', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a1', unread: true }));
  stage.client.markRead('c');
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate' && frame.op === 'chat.set');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'chat_unknown', message: 'Gone.', retryable: false, request_id: 'r' } });
  assert.deepEqual(stage.client.get('outbox').refused, []);
  assert.equal(stage.client.get('pending:c'), null);
});

test('rule 10: a refused message leaves the conversation, and its text stays until it is dismissed or sent again', () => {
  const stage = talk();
  stage.client.send({ chat: 'c', text: 'Something long' });
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  assert.equal(stage.client.get('branch:c').entries.length, 2);
  const [refused] = stage.client.get('refused:c');
  assert(refused?.op.op === 'message.send');
  assert.equal(refused.op.text, 'Something long');
  assert.equal(refused.problem.code, 'quota');
  stage.cut().connect();
  assert.deepEqual(types(stage.heard()), ['hello'], 'it is not sent again by itself');
  stage.client.retry(refused.id);
  const [again] = stage.heard();
  assert(again?.type === 'mutate' && again.op === 'message.send');
  assert.equal(again.id, frame.id);
  assert.equal(stage.client.get('refused:c').length, 0);
  assert.equal(stage.client.get('branch:c').entries.length, 4);
});

test('rule 10: the refused first message of a new chat keeps the chat in the list', () => {
  const stage = new Stage().connect();
  const sent = stage.client.send({ chat: null, text: 'First' });
  const frame = stage.heard().find((each) => each.type === 'mutate');
  assert(frame?.type === 'mutate');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  assert.equal(stage.client.get('chats:active').at(0), sent.chat);
  stage.client.dismiss(frame.id);
  assert.equal(stage.client.get('chats:active').length, 0);
  assert.equal(stage.client.get(`chat:${sent.chat}`), null);
});

test('a refusal that may pass is tried again by itself, in order', () => {
  const stage = talk();
  stage.client.rename('c', 'new name');
  const [frame] = stage.heard();
  assert(frame?.type === 'mutate');
  stage.says({ type: 'reject', id: frame.id, problem: { code: 'overloaded', message: 'Busy.', retryable: true, request_id: 'r' } });
  assert.equal(stage.client.get('chat:c')?.title, 'new name');
  stage.world.pass(1_000);
  assert.deepEqual(stage.heard(), [frame]);
});

test('rule 10: fields change one by one: what another device changed meanwhile stays', () => {
  const stage = talk();
  stage.client.rename('c', 'mine');
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a1', title: 'theirs', pinned: true }));
  const row = stage.client.get('chat:c');
  assert.equal(row?.title, 'mine');
  assert.equal(row?.pinned, true);
});

test('each action shows at once and is taken back when it is refused', () => {
  const actions: readonly (readonly [string, (client: SyncClient) => void, (client: SyncClient) => unknown, unknown])[] = [
    ['pin', (client) => void client.setMany(['c'], { pinned: true }), (client) => client.get('chat:c')?.pinned, true],
    ['hide', (client) => void client.setMany(['c'], { hidden: true }), (client) => client.get('chats:hidden').at(0), 'c'],
    ['delete', (client) => void client.setMany(['c'], { deleted: true }), (client) => client.get('chats:trash').at(0), 'c'],
    ['model', (client) => client.setModel('c', 'm'), (client) => client.get('chat:c')?.model, 'm'],
    ['rate', (client) => client.rate('c', 'a1', -1), (client) => client.get('message:a1')?.rating, -1],
    ['purge', (client) => client.purgeMany(['c']), (client) => client.get('chat:c'), null],
    ['answer', (client) => void client.answer('c', 'q1'), (client) => client.get('branch:c').entries[1]?.count, 2],
  ];
  for (const [name, act, read, expected] of actions) {
    const stage = talk();
    const before = read(stage.client);
    act(stage.client);
    assert.deepEqual(read(stage.client), expected, name);
    const [frame] = stage.heard();
    assert(frame?.type === 'mutate');
    stage.says({ type: 'reject', id: frame.id, problem: { code: 'no', message: 'No.', retryable: false, request_id: 'r' } });
    assert.deepEqual(read(stage.client), before, `${name} is taken back`);
  }
});

test('rule 16: a message above the longest frame is refused here, so that it does not close every connection', () => {
  const stage = talk();
  stage.client.send({ chat: 'c', text: '数'.repeat(400_000) });
  assert.deepEqual(stage.heard(), []);
  assert.equal(stage.client.get('refused:c')[0]?.problem.code, 'field_too_long');
});
