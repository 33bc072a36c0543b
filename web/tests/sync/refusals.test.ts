import assert from 'node:assert/strict';
import test from 'node:test';
import type { DeviceFrame, Problem } from '../../src/contract';
import { chatRow, draftRow, messageRow } from '../support/rows';
import { space } from '../support/server';
import { Stage, talk, types } from '../support/stage';

const busy: Problem = { code: 'storage_busy', message: 'The database is busy.', retryable: true, request_id: 'r' };
const unknown: Problem = { code: 'chat_unknown', message: 'There is no such chat.', retryable: false, request_id: 'r' };

/** The only change that a device has said since the last time. */
function change(frames: readonly DeviceFrame[]): string {
  const changes = frames.flatMap((frame) => (frame.type === 'mutate' ? [frame.id] : []));
  assert.equal(changes.length, 1, types(frames).join());
  return changes[0] ?? '';
}

test('a message goes nowhere before its chat is here: at the root it would begin the chat anew', () => {
  const stage = new Stage();
  stage.client.openChat('c');
  stage.version = 1;
  stage.connect();
  stage.client.drafts.edit('c', 'And now?');
  stage.client.drafts.flush('c');
  assert.deepEqual(types(stage.acknowledging()), ['hello', 'draft.set']);
  assert.throws(() => stage.client.send({ chat: 'c', text: 'And now?', draft: true }));
  assert.deepEqual(stage.heard(), []);
  assert.equal(stage.client.get('chat:c'), null, 'a draft in it does not make it a new one');
  stage.version = 0;
  stage.changes(chatRow({ id: 'c', version: 1, head: 'a1' }));
  stage.client.send({ chat: 'c', text: 'And now?', draft: true });
  const [frame] = stage.heard().slice(-1);
  assert(frame?.type === 'mutate' && frame.op === 'message.send');
  assert.equal(frame.parent, 'a1');
});

test('a chat that was begun here takes its first message before the server knows of it', () => {
  const stage = new Stage().connect();
  const chat = stage.client.drafts.edit(null, 'Hello');
  stage.client.send({ chat, text: 'Hello', draft: true });
  assert(types(stage.heard()).includes('message.send'));
});

test('rule 9: of two names the later one stays, though the server asks to send the first one again', () => {
  const stage = talk();
  stage.client.rename('c', 'first');
  stage.client.rename('c', 'second');
  const first = change(stage.heard());
  stage.says({ type: 'reject', id: first, problem: busy });
  assert.deepEqual(stage.heard(), [], 'the second waits for the first');
  stage.world.pass(1_000);
  assert.equal(change(stage.heard()), first);
  stage.says({ type: 'ack', id: first, version: 2 });
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a1', title: 'first' }));
  const [second] = stage.heard();
  assert(second?.type === 'mutate' && second.op === 'chat.set' && second.title === 'second');
  assert.equal(stage.client.get('chat:c')?.title, 'second');
});

test('rules 9 and 20: a draft that is to be sent again does not come after the message that it became', () => {
  const stage = talk();
  stage.client.drafts.edit('c', 'hello');
  stage.client.drafts.flush('c');
  stage.client.send({ chat: 'c', text: 'hello', draft: true });
  const draft = change(stage.heard());
  stage.says({ type: 'reject', id: draft, problem: busy });
  assert.deepEqual(stage.heard(), []);
  stage.world.pass(1_000);
  assert.deepEqual(types(stage.acknowledging()), ['draft.set', 'message.send']);
});

test('rule 9: what is done in a chat waits for the message that makes it, and in a folder for the folder', () => {
  const stage = talk();
  const { chat, reply } = stage.client.send({ chat: null, text: 'New' });
  stage.client.stopAnswer(chat, reply);
  const folder = stage.client.folders.create('New');
  stage.client.move([chat, 'c'], { folder });
  const made = stage.heard().filter((frame) => frame.type === 'mutate');
  assert.deepEqual(types(made), ['message.send', 'folder.set']);
  for (const frame of made) if (frame.type === 'mutate') stage.says({ type: 'reject', id: frame.id, problem: busy });
  stage.world.pass(1_000);
  assert.deepEqual(types(stage.acknowledging().filter((frame) => frame.type === 'mutate')), ['message.send', 'folder.set', 'message.stop', 'chat.set', 'chat.set']);
});

test('rule 9: a change that was refused for good lets those behind it go on', () => {
  const stage = talk();
  stage.client.rename('c', 'first');
  stage.client.setMany(['c'], { pinned: true });
  stage.says({ type: 'reject', id: change(stage.heard()), problem: { ...unknown, code: 'invalid_field' } });
  assert.deepEqual(types(stage.acknowledging()), ['chat.set']);
  const [refused] = stage.client.get('refused:c');
  stage.client.retry(refused?.id ?? '');
  assert.deepEqual(types(stage.acknowledging()), ['chat.set'], 'and is tried again when the user says so');
});

test('what is to be sent again later is not sent at each answer to another change', () => {
  const stage = talk();
  stage.changes(...['x', 'y', 'z'].map((id) => chatRow({ id, version: 2 })));
  stage.client.rename('c', 'first');
  stage.says({ type: 'reject', id: change(stage.heard()), problem: busy });
  stage.client.setMany(['x', 'y', 'z'], { pinned: true });
  assert.equal(stage.acknowledging().length, 3);
  stage.world.pass(1_000);
  assert.equal(stage.heard().length, 1);
});

test('rule 19: a draft that waits behind another change follows what is typed', () => {
  const stage = talk();
  stage.client.rename('c', 'first');
  stage.client.drafts.edit('c', 'so');
  stage.client.drafts.flush('c');
  stage.client.drafts.edit('c', 'so far');
  stage.client.drafts.flush('c');
  const said = stage.acknowledging().flatMap((frame) => (frame.type === 'mutate' && frame.op === 'draft.set' ? [frame.text] : []));
  assert.deepEqual(said, ['so far']);
  stage.changes(draftRow({ id: 'c', version: 2, text: 'so far', device: stage.world.device }), messageRow({ id: 'a1', chat: 'c', version: 2, parent: 'q1', role: 'assistant' }));
  assert.equal(stage.client.get('draft:c').text, 'so far');
});

test('rule 6: a chat whose messages cannot be read is asked for again, from where it was asked before', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'a1' }));
  stage.cut();
  stage.connect();
  assert.deepEqual(stage.heard().flatMap((frame) => (frame.type === 'hello' ? frame.open : [])), [{ chat: 'c', after: 4 }]);
  const problems: string[] = [];
  stage.client.onProblem((problem) => problems.push(problem.code));
  stage.says({ type: 'problem', problem: { ...busy, retryable: false }, chat: 'c' });
  assert.deepEqual(problems, ['storage_busy']);
  // Elsewhere the chat goes on; nobody tells this device of the messages.
  stage.changes(chatRow({ id: 'other', version: 9 }));
  stage.cut();
  stage.connect();
  assert.deepEqual(stage.heard().flatMap((frame) => (frame.type === 'hello' ? frame.open : [])), [{ chat: 'c', after: 4 }]);
  stage.says({ type: 'problem', problem: busy, chat: 'c' });
  stage.heard();
  stage.world.pass(10_000);
  assert.deepEqual(stage.heard().filter((frame) => frame.type === 'open'), [{ type: 'open', chat: 'c', after: 4 }]);
  stage.says({ type: 'changes', space, from: 9, to: 9, rows: [messageRow({ id: 'a1', chat: 'c', version: 7, parent: 'q1', role: 'assistant', text: 'told' }), chatRow({ id: 'c', version: 4, head: 'a1' })] });
  assert.equal(stage.client.get('message:a1')?.text, 'told');
  stage.cut();
  stage.connect();
  assert.deepEqual(stage.heard().flatMap((frame) => (frame.type === 'hello' ? frame.open : [])), [{ chat: 'c', after: 9 }], 'now it is all here');
});

test('a chat that cannot be opened is not a skeleton for ever', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'a1' }));
  stage.client.openChat('c');
  stage.heard();
  stage.says({ type: 'problem', problem: busy, chat: 'c' });
  assert.deepEqual(stage.heard(), [], 'not at once');
  stage.world.pass(10_000);
  assert.deepEqual(stage.heard().filter((frame) => frame.type === 'open'), [{ type: 'open', chat: 'c', after: 0 }]);
  stage.says({ type: 'page', chat: 'c', version: 1, before: null, first: null, messages: [messageRow({ id: 'a1', chat: 'c', version: 1 })], branches: {} });
  assert.equal(stage.client.get('branch:c').state, 'ready');
});

test('a head that is not here and cannot be read is asked for again', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a9' }));
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }]);
  stage.says({ type: 'problem', problem: busy, chat: 'c' });
  stage.world.pass(10_000);
  assert.deepEqual(stage.heard().filter((frame) => frame.type === 'open'), [{ type: 'open', chat: 'c', after: 2 }]);
  stage.says({ type: 'changes', space, from: 2, to: 2, rows: [chatRow({ id: 'c', version: 2, head: 'a9' })] });
  assert.deepEqual(stage.heard().filter((frame) => frame.type === 'open'), [{ type: 'open', chat: 'c', after: 0 }], 'and its page, as before');
});

test('rule 6: a page that was asked for before a refusal does not make a chat live that has been asked for again since', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a9' }));
  assert.deepEqual(types(stage.heard()), ['open']);
  stage.cut().connect();
  assert.deepEqual(stage.heard().map((frame) => frame.type === 'open' && frame.after), [false, 0], 'named in hello, and its head asked for');
  // The answer to hello; then the chat is asked for again, before the page that was asked for behind hello.
  stage.says({ type: 'problem', problem: { ...busy, retryable: false }, chat: 'c' });
  stage.changes(chatRow({ id: 'c', version: 3, head: 'a9' }));
  assert.deepEqual(stage.heard().map((frame) => (frame.type === 'open' ? frame.after : frame.type)), ['ping', 2]);
  const messages = [messageRow({ id: 'q9', chat: 'c', version: 3 }), messageRow({ id: 'a9', chat: 'c', version: 3, parent: 'q9', role: 'assistant' })];
  stage.says({ type: 'page', chat: 'c', version: 3, before: null, first: null, messages, branches: {} });
  stage.cut().connect();
  const [hello] = stage.heard();
  assert(hello?.type === 'hello');
  assert.deepEqual(hello.open, [{ chat: 'c', after: 2 }], 'what changed in other branches since has not come');
});

test('a head that comes again after its page showed another one is asked for again', () => {
  const stage = talk();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'a9' }));
  assert.deepEqual(types(stage.heard()), ['open']);
  // By the time the page is read, another device has gone back; then it goes forth again.
  const messages = [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a1', chat: 'c', version: 1, parent: 'q1', role: 'assistant' })];
  stage.says({ type: 'page', chat: 'c', version: 3, before: null, first: null, messages, branches: {} });
  assert.deepEqual(stage.heard(), [], 'the page is newer than what is known of the chat');
  stage.changes(chatRow({ id: 'c', version: 4, head: 'a9' }));
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }]);
});

test('older messages that cannot be read are asked for again, not at once, and the chat stays live', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 2, head: 'm2' }));
  stage.opened('c', [messageRow({ id: 'm2', chat: 'c', version: 2, parent: 'm1' })], {}, 'm2');
  stage.client.loadEarlier('c');
  stage.heard();
  stage.says({ type: 'problem', problem: { ...busy, retryable: false }, chat: 'c' });
  stage.client.loadEarlier('c');
  assert.deepEqual(stage.heard(), []);
  stage.watch('branch:c');
  stage.world.pass(10_000);
  assert.equal(stage.client.get('branch:c').earlier, 'more');
  assert.deepEqual(stage.toldOf(), ['branch:c']);
  stage.client.loadEarlier('c');
  assert.deepEqual(stage.heard().filter((frame) => frame.type !== 'ping'), [{ type: 'page', chat: 'c', before: 'm2' }]);
});
