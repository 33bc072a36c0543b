import assert from 'node:assert/strict';
import test from 'node:test';
import type { Key } from '../../src/sync';
import { chatRow, id, messageRow } from '../support/rows';
import { Stage, talk } from '../support/stage';

test('a change of one chat among many tells only of that chat and of the list', () => {
  const stage = new Stage().connect();
  stage.changes(...Array.from({ length: 300 }, (_, n) => chatRow({ id: id('c', n), version: n + 1 })));
  stage.watch('chats:active', 'chats:hidden', 'chats:trash', 'status', ...Array.from({ length: 300 }, (_, n): Key => `chat:${id('c', n)}`));
  stage.changes(chatRow({ id: id('c', 7), version: 301 }));
  assert.deepEqual(stage.toldOf(), [`chat:${id('c', 7)}`, 'chats:active']);
  assert.equal(stage.client.get('chats:active').at(0), id('c', 7));
  stage.changes(chatRow({ id: id('c', 7), version: 302, title: 'other', updated: 301 }));
  assert.deepEqual(stage.toldOf(), [`chat:${id('c', 7)}`], 'a new name moves nothing');
});

test('notices and problems reach who listens', () => {
  const stage = talk();
  const heard: unknown[] = [];
  const stop = stage.client.onNotice((notice) => heard.push(notice));
  stage.client.onProblem((problem) => heard.push(problem.code));
  stage.says({ type: 'notice', kind: 'finished', chat: 'd', message: 'm', title: 'Other', status: 'done' });
  stop();
  stage.says({ type: 'notice', kind: 'finished', chat: 'd', message: 'n', title: 'Other', status: 'done' });
  stage.says({ type: 'problem', problem: { code: 'unknown_type', message: 'What?', retryable: false, request_id: 'r' } });
  assert.deepEqual(heard, [{ chat: 'd', message: 'm', title: 'Other', status: 'done' }, 'unknown_type']);
});

test('10,000 chats and a branch of 10,000 messages are taken in whole', (context) => {
  const stage = new Stage().connect();
  const began = Date.now();
  for (let start = 0; start < 10_000; start += 500) stage.changes(...Array.from({ length: 500 }, (_, n) => chatRow({ id: id('c', start + n), version: start + n + 1 })));
  assert.equal(stage.client.get('chats:active').length, 10_000);
  const chat = id('c', 0);
  const rows = Array.from({ length: 10_000 }, (_, n) => messageRow({ id: id('m', n), chat, version: 1, parent: n === 0 ? null : id('m', n - 1) }));
  stage.changes(chatRow({ id: chat, version: 10_001, head: id('m', 9_999) }));
  stage.opened(chat, rows);
  assert.equal(stage.client.get(`branch:${chat}`).entries.length, 10_000);
  context.diagnostic(`${Date.now() - began} ms`);
});

test('an own change that is on its way gives the same objects again as long as nothing of them changes', () => {
  const stage = talk();
  const sent = stage.client.send({ chat: 'c', text: 'And then?' });
  stage.client.rate('c', 'a1', 1);
  const rows = ['a1', sent.message, sent.reply].map((message) => stage.client.get(`message:${message}`));
  stage.watch('message:a1', `message:${sent.message}`, `message:${sent.reply}`);
  stage.client.rename('c', 'other');
  assert.deepEqual(stage.toldOf(), []);
  ['a1', sent.message, sent.reply].forEach((message, index) => assert.equal(stage.client.get(`message:${message}`), rows[index]));
});
