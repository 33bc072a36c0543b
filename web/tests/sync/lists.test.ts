import assert from 'node:assert/strict';
import test from 'node:test';
import type { Key } from '../../src/sync';
import { chatRow, folderRow, id } from '../support/rows';
import { Stage, talk } from '../support/stage';
import { worked } from '../support/worked';

const many = 10_000;

/** 10,000 chats, in ten folders. */
function crowd(): Stage {
  const stage = new Stage().connect();
  stage.changes(...Array.from({ length: 10 }, (_, n) => folderRow({ id: `f${n}`, version: 1 })));
  for (let start = 0; start < many; start += 1000) {
    stage.changes(...Array.from({ length: 1000 }, (_, n) => chatRow({ id: id('c', start + n), version: start + n + 2, folder: `f${n % 10}`, tags: n % 2 === 0 ? ['even'] : [] })));
  }
  return stage;
}

test('one row among 10,000 tells only the lists that it is in, and costs no sorting', () => {
  const stage = crowd();
  const keys: Key[] = ['chats:active', 'chats:hidden', 'chats:archived', 'chats:trash', 'chats:in:', 'chats:tag:even', 'folders', 'tags', 'unread'];
  stage.watch(...keys, ...Array.from({ length: 10 }, (_, n): Key => `chats:in:f${n}`));
  const others = stage.client.get('chats:in:f4');
  const began = worked();
  for (let n = 0; n < 1000; n++) stage.changes(chatRow({ id: id('c', n * 10 + 3), version: many + n + 10, folder: 'f3' }));
  const took = worked() - began;
  assert.deepEqual(stage.toldOf(), ['chats:active', 'chats:in:f3']);
  assert.equal(stage.client.get('chats:in:f4'), others);
  assert.equal(stage.client.get('chats:in:f3').at(0), id('c', 9_993));
  assert(took < 3_000, `1,000 rows took ${took} ms`);
});

test('A11: what is done to 1,000 chats is 1,000 changes, shown at once and told once, and taken back as one', () => {
  const stage = crowd();
  stage.heard();
  const chosen = Array.from({ length: 1000 }, (_, n) => id('c', n));
  stage.watch('chats:active', 'chats:archived');
  const began = worked();
  const undo = stage.client.setMany(chosen, { archived: true });
  assert.deepEqual([...stage.told.values()], [1, 1]);
  assert.equal(stage.client.get('chats:archived').length, 1000);
  assert.equal(stage.heard().length, 1000);
  undo.undo();
  assert.equal(stage.client.get('chats:archived').length, 0);
  assert.equal(stage.client.get('outbox').waiting, 2000);
  assert(worked() - began < 10_000);
});

test('a change of many leaves alone what is so already, and undo gives each its own back', () => {
  const stage = new Stage().connect();
  stage.changes(
    chatRow({ id: 'a', version: 1, tags: ['x'] }),
    chatRow({ id: 'b', version: 2, pinned: true }),
    chatRow({ id: 'c', version: 3, folder: 'f', position: 'V' }),
    folderRow({ id: 'f', version: 3 }),
  );
  stage.heard();
  const undo = stage.client.setMany(['a', 'b', 'c', 'gone'], { pinned: true });
  assert.equal(undo.count, 2);
  undo.undo();
  assert.deepEqual(['a', 'b', 'c'].map((chat) => stage.client.get(`chat:${chat}`)?.pinned), [false, true, false]);
  const tagged = stage.client.tag(['a', 'b'], ' x ');
  assert.deepEqual(stage.client.get('tags'), [{ tag: 'x', count: 2 }]);
  assert.deepEqual(stage.client.get('chats:tag:x').slice(0, 9), ['b', 'a']);
  tagged.undo();
  assert.deepEqual(stage.client.get('tags'), [{ tag: 'x', count: 1 }]);
  stage.client.untag(['a'], 'x');
  assert.deepEqual(stage.client.get('tags'), []);
  const deleted = stage.client.setMany(['a', 'c'], { deleted: true });
  assert.equal(stage.client.get('chats:trash').length, 2);
  deleted.undo();
  assert.equal(stage.client.get('chats:trash').length, 0);
  assert.deepEqual(stage.client.get('chat:c')?.position, 'V');
});

test('sections: the trash before the hidden, the hidden before the archived', () => {
  const stage = new Stage().connect();
  stage.changes(
    chatRow({ id: 'a', version: 1, archived: true }),
    chatRow({ id: 'b', version: 2, archived: true, hidden: true }),
    chatRow({ id: 'c', version: 3, archived: true, hidden: true, deleted: 5 }),
    chatRow({ id: 'd', version: 4 }),
  );
  const list = (name: 'active' | 'archived' | 'hidden' | 'trash'): readonly string[] => stage.client.get(`chats:${name}`).slice(0, 9);
  assert.deepEqual([list('active'), list('archived'), list('hidden'), list('trash')], [['d'], ['a'], ['b'], ['c']]);
});

test('A10: unread chats are counted, and looking at one takes it out, once', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'a', version: 1, unread: true }), chatRow({ id: 'b', version: 2, unread: true, hidden: true }), chatRow({ id: 'c', version: 3 }));
  stage.heard();
  assert.equal(stage.client.get('unread'), 1);
  stage.client.markRead('a');
  stage.client.markRead('a');
  stage.client.markRead('c');
  assert.equal(stage.client.get('unread'), 0);
  assert.equal(stage.heard().length, 1);
});

test('each message, chat and folder says whether it is queued, sent or refused', () => {
  const stage = talk();
  stage.wire.cut();
  const sent = stage.client.send({ chat: 'c', text: 'offline' });
  stage.client.rename('c', 'other');
  const folder = stage.client.folders.create('new');
  const outbox = (): unknown => stage.client.get('outbox').first.map((change) => [change.op.op, change.status]);
  assert.deepEqual(outbox(), [['message.send', 'queued'], ['chat.set', 'queued'], ['folder.set', 'queued']], 'in the order in which they go');
  const status = (target: string): unknown => stage.client.get(`pending:${target}`)?.status ?? null;
  assert.deepEqual([sent.message, sent.reply, 'c', folder, 'q1'].map(status), ['queued', 'queued', 'queued', 'queued', null]);
  assert.equal(stage.client.get('pending:c')?.count, 2);
  stage.watch(`pending:${sent.message}`);
  stage.world.passToNextTimer();
  stage.connect();
  assert.deepEqual(stage.toldOf(), [`pending:${sent.message}`]);
  assert.deepEqual([sent.message, 'c', folder].map(status), ['sent', 'sent', 'sent']);
  assert.deepEqual(outbox(), [['message.send', 'sent'], ['chat.set', 'queued'], ['folder.set', 'sent']]);
  const frames = stage.heard().filter((frame) => frame.type === 'mutate');
  const [first, third] = frames.map((frame) => (frame.type === 'mutate' ? frame.id : ''));
  stage.says({ type: 'reject', id: first ?? '', problem: { code: 'quota', message: 'Enough.', retryable: false, request_id: 'r' } });
  assert.deepEqual([sent.message, 'c', folder].map(status), ['refused', 'refused', 'sent']);
  assert.deepEqual(outbox(), [['chat.set', 'sent'], ['folder.set', 'sent']]);
  const [second] = stage.heard().map((frame) => (frame.type === 'mutate' ? frame.id : ''));
  assert.equal(stage.client.get(`pending:${sent.message}`)?.problem?.code, 'quota');
  stage.client.dismiss(first ?? '');
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a1', title: 'other' }), folderRow({ id: folder, version: 3 }));
  stage.says({ type: 'ack', id: second ?? '', version: 2 }, { type: 'ack', id: third ?? '', version: 3 });
  assert.deepEqual([sent.message, 'c', folder].map(status), [null, null, null]);
});
