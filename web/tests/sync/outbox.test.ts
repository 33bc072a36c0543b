import assert from 'node:assert/strict';
import test from 'node:test';
import type { Op, Problem } from '../../src/contract';
import { Outbox, patience } from '../../src/sync/outbox';

const rename = (chat: string, title: string): Op => ({ op: 'chat.set', chat, title });
const refusal: Problem = { code: 'chat_unknown', message: 'There is no such chat.', retryable: false, request_id: 'r' };
const later: Problem = { code: 'overloaded', message: 'The server is busy.', retryable: true, request_id: 'r' };

function filled(): Outbox {
  const outbox = new Outbox();
  ['m1', 'm2', 'm3'].forEach((id, index) => outbox.add(id, rename(index === 1 ? 'b' : 'a', id), index));
  return outbox;
}

const ids = (items: readonly { readonly id: string }[]): string[] => items.map((item) => item.id);

test('rule 9: changes are sent in the order in which they were made, each once, and those of one chat one after the other', () => {
  const outbox = filled();
  assert.deepEqual(ids(outbox.takeQueued()), ['m1', 'm2']);
  assert.deepEqual(outbox.takeQueued(), []);
  outbox.ack('m1', 1);
  assert.deepEqual(ids(outbox.takeQueued()), ['m3']);
});

test('rule 9: what is to be sent again later lets other chats pass, and nobody of its own', () => {
  const outbox = filled();
  outbox.takeQueued();
  outbox.reject('m1', later);
  outbox.add('m4', rename('c', 'm4'), 4);
  assert.deepEqual(ids(outbox.takeQueued()), ['m4']);
  outbox.rested('m1');
  assert.deepEqual(ids(outbox.takeQueued()), ['m1']);
  outbox.ack('m1', 1);
  assert.deepEqual(ids(outbox.takeQueued()), ['m3']);
});

test('rule 9: chats that move into a folder go together, after the folder is made and before it is changed', () => {
  const outbox = new Outbox();
  outbox.add('m1', { op: 'folder.set', folder: 'f', name: 'new' }, 1);
  outbox.add('m2', { op: 'chat.set', chat: 'a', folder: 'f' }, 2);
  outbox.add('m3', { op: 'chat.set', chat: 'b', folder: 'f' }, 3);
  outbox.add('m4', { op: 'chat.set', chat: 'c', folder: null }, 4);
  outbox.add('m5', { op: 'folder.delete', folder: 'f' }, 5);
  for (const expected of [['m1', 'm4'], ['m2', 'm3'], ['m5']]) {
    const taken = ids(outbox.takeQueued());
    assert.deepEqual(taken, expected);
    taken.forEach((id) => outbox.ack(id, 1));
  }
});

test('rule 8: after a cut what has no ack is sent again, in order and with the same identifiers', () => {
  const outbox = filled();
  outbox.takeQueued();
  outbox.ack('m1', 5);
  outbox.requeueSent();
  outbox.add('m4', rename('a', 'm4'), 4);
  assert.deepEqual(ids(outbox.takeQueued()), ['m2', 'm3']);
  outbox.ack('m3', 6);
  assert.deepEqual(ids(outbox.takeQueued()), ['m4']);
});

test('rule 9: an acknowledged change stays until the changes that hold it have come', () => {
  const outbox = filled();
  outbox.takeQueued();
  assert.equal(outbox.ack('m1', 7)?.id, 'm1');
  assert.deepEqual(outbox.settle(6), []);
  assert.deepEqual(ids(outbox.of('a')), ['m1', 'm3']);
  assert.deepEqual(ids(outbox.settle(7)), ['m1']);
  assert.deepEqual(ids(outbox.of('a')), ['m3']);
});

test('rule 10: what is refused stays with its contents until it is dismissed', () => {
  const outbox = filled();
  outbox.takeQueued();
  assert.equal(outbox.reject('m2', refusal)?.again, false);
  outbox.requeueSent();
  outbox.settle(100);
  assert.deepEqual(ids(outbox.takeQueued()), ['m1'], 'it is not sent again by itself');
  assert.deepEqual(outbox.get('m2')?.op, rename('b', 'm2'));
  assert.deepEqual(outbox.get('m2')?.problem, refusal);
  assert.equal(outbox.dismiss('m1'), null, 'only what was refused can be dismissed');
  assert.equal(outbox.dismiss('m2')?.id, 'm2');
  assert.equal(outbox.get('m2'), undefined);
});

test('what is retried goes to the end of the queue', () => {
  const outbox = filled();
  outbox.takeQueued();
  outbox.reject('m1', refusal);
  outbox.add('m4', rename('c', 'm4'), 4);
  outbox.retry('m1', rename('c', 'another'));
  assert.deepEqual(outbox.get('m1')?.op, rename('c', 'another'));
  assert.deepEqual(ids(outbox.all()), ['m2', 'm3', 'm4', 'm1']);
  assert.deepEqual(ids(outbox.takeQueued()), ['m3', 'm4']);
});

test('a refusal that may pass is tried again some times before the user is asked', () => {
  const outbox = filled();
  for (let attempt = 1; attempt < patience; attempt++) {
    outbox.takeQueued();
    assert.equal(outbox.reject('m1', later)?.again, true);
    outbox.rested('m1');
  }
  outbox.takeQueued();
  assert.equal(outbox.reject('m1', later)?.again, false);
  assert.equal(outbox.get('m1')?.status, 'refused');
});

test('messages that are only here are found by their identifier until they are confirmed', () => {
  const outbox = new Outbox();
  outbox.add('m1', { op: 'message.send', chat: 'a', message: 'q', parent: null, text: 'hello', reply: 'r' }, 1);
  assert.equal(outbox.chatOf('q'), 'a');
  assert.equal(outbox.chatOf('r'), 'a');
  outbox.takeQueued();
  outbox.ack('m1', 1);
  outbox.settle(1);
  assert.equal(outbox.chatOf('q'), undefined);
});

test('an ack or a refusal of something else changes nothing', () => {
  const outbox = filled();
  assert.equal(outbox.ack('nothing', 1), null);
  assert.equal(outbox.reject('nothing', refusal), null);
  outbox.takeQueued();
  outbox.ack('m1', 3);
  assert.equal(outbox.reject('m1', refusal), null, 'what is committed cannot be refused');
});
