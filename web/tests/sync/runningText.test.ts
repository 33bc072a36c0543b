import assert from 'node:assert/strict';
import test from 'node:test';
import { chatRow, messageRow } from '../support/rows';
import { running, talk } from '../support/stage';

test('a stopped answer keeps the text so far at once', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'so far' });
  stage.client.stopAnswer('c', 'a2');
  assert.equal(stage.client.get('message:a2')?.status, 'stopped');
  assert.equal(stage.client.get('message:a2')?.text, 'so far');
  assert.deepEqual(stage.client.get('chat:c')?.running, []);
});

test('a continued answer keeps its text in sight and grows on', () => {
  const stage = talk();
  stage.changes(messageRow({ id: 'a2', chat: 'c', version: 2, parent: 'q1', role: 'assistant', status: 'interrupted', text: 'half' }), chatRow({ id: 'c', version: 2, head: 'a2' }));
  stage.client.resume('c', 'a2');
  assert.equal(stage.client.get('message:a2')?.status, 'pending');
  assert.equal(stage.text('a2'), 'half');
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 4, text: ' and half' });
  assert.equal(stage.text('a2'), 'half and half');
});

test('rule 11: a delta tells only those who look at that text, once between two drawings', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.watch('status', 'outbox', 'chats:active', 'chat:c', 'branch:c', 'message:q1', 'message:a2', 'text:a2', 'text:a1');
  const before = stage.client.get('branch:c');
  for (const [offset, text] of [[0, 'one '], [4, 'two '], [8, 'three']] as const) stage.says({ type: 'delta', chat: 'c', message: 'a2', offset, text });
  assert.deepEqual(stage.toldOf(), []);
  stage.world.drawScreen();
  assert.equal(stage.told.get('text:a2'), 1);
  assert.deepEqual(stage.toldOf(), ['text:a2']);
  assert.equal(stage.client.get('branch:c'), before);
});

test('rule 11: a gap is read again from where the text breaks off', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.heard();
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'one ' });
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 8, text: 'three' });
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 13, text: ' four' });
  assert.deepEqual(stage.heard(), [{ type: 'stream', message: 'a2', offset: 4 }]);
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 4, text: 'two three four' });
  assert.equal(stage.text('a2'), 'one two three four');
});

test('rule 11: a delta at 0 begins the text anew', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'what was never kept' });
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'what ' });
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 5, text: 'came then' });
  assert.equal(stage.text('a2'), 'what came then');
});

test('rule 12: the end of an answer is told at once: the row comes and the running text goes', () => {
  const stage = talk();
  stage.changes(running({ id: 'a2', version: 2, parent: 'q1' }), chatRow({ id: 'c', version: 2, head: 'a2', running: ['a2'] }));
  stage.says({ type: 'delta', chat: 'c', message: 'a2', offset: 0, text: 'who' });
  stage.world.drawScreen();
  stage.watch('text:a2', 'message:a2', 'message:q1', 'branch:c', 'chat:c');
  stage.says({ type: 'settled', chat: 'c', message: 'a2', status: 'done', length: 5 });
  stage.changes(messageRow({ id: 'a2', chat: 'c', version: 3, parent: 'q1', role: 'assistant', text: 'whole', created: 2 }), chatRow({ id: 'c', version: 3, head: 'a2' }));
  assert.deepEqual(stage.toldOf(), ['chat:c', 'message:a2', 'text:a2']);
  assert.equal(stage.text('a2'), null);
  assert.equal(stage.client.get('message:a2')?.text, 'whole');
});
