import assert from 'node:assert/strict';
import test from 'node:test';
import { isDamaged, Problem } from '../../src/contract';
import { chatTitle } from '../../src/features/chats/title';
import { folderName } from '../../src/features/folders/folderName';
import { chatRow, draftRow, folderRow, messageRow } from '../support/rows';
import { Stage, talk } from '../support/stage';

const problem: Problem = { code: 'unreadable', message: 'A stored text cannot be decrypted.', retryable: false, request_id: '' };

test('a damaged title or name is told apart from none', () => {
  assert.equal(chatTitle(chatRow({ id: 'c', version: 1, title: '', problem })), 'Title cannot be read');
  assert.equal(chatTitle(chatRow({ id: 'c', version: 1, title: '' })), 'New chat');
  assert.equal(chatTitle(chatRow({ id: 'c', version: 1, title: 'Tags only', problem })), 'Tags only');
  assert.equal(folderName(folderRow({ id: 'f', version: 1, name: '', problem })), 'Name cannot be read');
});

test('a damaged chat is not named by the next message', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a1', title: '', problem }));
  stage.client.send({ chat: 'c', text: 'And then?' });
  assert.equal(stage.client.get('chat:c')?.title, '');
});

test('an answer that failed is no damaged one', () => {
  assert.ok(isDamaged(messageRow({ id: 'm', chat: 'c', version: 1, text: '', problem })));
  assert.ok(!isDamaged(messageRow({ id: 'm', chat: 'c', version: 1, status: 'error', problem: { ...problem, code: 'provider_unreachable' } })));
});

test('a damaged draft is told of, keeps its chat in the list, and is written over', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'd', version: 1, title: '' }), draftRow({ id: 'd', version: 1, problem }));
  assert.deepEqual(stage.client.get('chats:active').slice(0, 5), ['d']);
  assert.equal(stage.client.get('draft:d').damaged, true);
  stage.client.drafts.edit('d', 'again');
  assert.equal(stage.client.get('draft:d').damaged, false);
  assert.equal(stage.client.get('draft:d').conflict, null);
});
