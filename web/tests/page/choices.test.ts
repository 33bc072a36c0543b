import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt } from '../../src/features/drafts/excerpt';
import { movedCaret } from '../../src/features/drafts/useKeptCaret';
import { targetsFor } from '../../src/features/folders/targets';
import { changeWords, pendingWords, textOf, whatFailed } from '../../src/features/outbox/words';
import { extended, nothingSelected, toggled, without } from '../../src/features/selection/selection';
import { commonTags, newTag } from '../../src/features/tags/tags';
import { foldersOf } from './lists';

test('chats are chosen one by one and by ranges, and those that are gone are chosen no more', () => {
  const one = toggled(nothingSelected, 'a');
  assert.deepEqual([...one.chats], ['a']);
  assert.equal(one.anchor, 'a');
  assert.deepEqual([...toggled(one, 'a').chats], []);
  const many = extended(one, ['b', 'c', 'a']);
  assert.deepEqual([...many.chats], ['a', 'b', 'c']);
  assert.equal(many.anchor, 'a');
  assert.deepEqual([...without(many, (chat) => chat !== 'b').chats], ['a', 'c']);
  assert.equal(without(many, () => true), many);
});

test('a draft is shown by its first words, in one line', () => {
  assert.equal(excerpt('  Dear\n\n\tAda,  '), 'Dear Ada,');
  assert.equal(excerpt(' \n '), '');
  assert.equal(excerpt('x'.repeat(5000)).length, 90);
});

test('the caret stays behind its words when another window changes the text', () => {
  assert.equal(movedCaret('one two', 'one two three', 3), 3);
  assert.equal(movedCaret('one two', 'zero one two', 7), 12);
  assert.equal(movedCaret('one two', 'one 2 two', 7), 9);
  assert.equal(movedCaret('one two', '', 5), 0);
  assert.equal(movedCaret('aaa', 'aaaa', 3), 3);
});

test('folders to move to are found by the words of their way, and never in the moved one', () => {
  const folders = foldersOf({ Work: null, Clients: 'Work', Garden: null });
  const names = (query: string, moved: string | null): string[] => targetsFor(folders, query, moved).map((target) => target.names.join('/'));
  assert.deepEqual(names('', null), ['Work', 'Work/Clients', 'Garden']);
  assert.deepEqual(names('cli work', null), ['Work/Clients']);
  assert.deepEqual(names('', 'Work'), ['Garden']);
});

test('a tag is a word without its hash, and many chats have in common what each of them has', () => {
  assert.equal(newTag('  # money '), 'money');
  assert.equal(newTag('##'), null);
  assert.equal([...(newTag('😀'.repeat(80)) ?? '')].length, 50);
  assert.deepEqual(commonTags([{ tags: ['b', 'a', 'c'] }, { tags: ['a', 'b'] }]), ['a', 'b']);
  assert.deepEqual(commonTags([{ tags: ['a'] }, null]), []);
  assert.deepEqual(commonTags([]), []);
});

test('what was refused says what it was, and keeps what was written in it', () => {
  const draft = { op: 'draft.set', chat: 'c', text: 'half a sentence', base: 0 } as const;
  assert.equal(whatFailed(draft), 'Draft not saved.');
  assert.equal(textOf(draft), 'half a sentence');
  assert.equal(textOf({ op: 'chat.set', chat: 'c', pinned: true }), null);
  const problem = { code: 'field_too_long', message: 'This is too long.', retryable: false, request_id: '' };
  assert.equal(pendingWords({ status: 'refused', count: 1, problem }), 'Refused: This is too long.');
  assert.match(pendingWords({ status: 'queued', count: 1, problem: null }), /when the server is back/);
});

test('a change that waits says what it does', () => {
  assert.equal(changeWords({ op: 'chat.set', chat: 'c', folder: 'f', position: 'a' }), 'Move to a folder:');
  assert.equal(changeWords({ op: 'chat.set', chat: 'c', folder: null }), 'Take out of its folder:');
  assert.equal(changeWords({ op: 'chat.set', chat: 'c', pinned: false }), 'Unpin');
  assert.equal(changeWords({ op: 'chat.set', chat: 'c', read: true }), 'Mark as read:');
  assert.equal(changeWords({ op: 'folder.set', folder: 'f', name: 'N', parent: null, position: 'a' }), 'Make the folder');
  assert.equal(changeWords({ op: 'folder.set', folder: 'f', name: 'N' }), 'Rename the folder to');
});
