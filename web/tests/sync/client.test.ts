import assert from 'node:assert/strict';
import test from 'node:test';
import { DeviceFrame, Id, MessageRow, ServerFrame } from '../../src/contract';
import { Key, SyncClient } from '../../src/sync';
import { keptClosed, lingerMs } from '../../src/sync/openChats';
import { pongMs, quietMs } from '../../src/sync/session';
import { chatRow, id, messageRow } from '../support/rows';
import { space } from '../support/server';
import { Wire, World } from '../support/world';

/** A client whose server is the test itself. */
class Stage {
  readonly world = new World();
  readonly client = new SyncClient(this.world);
  /** How often each key was told of. */
  readonly told = new Map<Key, number>();
  version = 0;

  constructor() {
    this.client.start();
  }

  get wire(): Wire {
    const wire = this.world.wire;
    assert(wire !== undefined, 'there is no connection');
    return wire;
  }

  connect(epoch = 'e'): this {
    this.wire.accept();
    this.says({
      type: 'welcome',
      v: 1,
      server: 'test',
      epoch,
      mode: 'single',
      user: { id: 'u', name: 'Owner' },
      space: { id: space, name: 'Personal', role: 'owner', version: this.version },
    });
    return this;
  }

  says(...frames: readonly ServerFrame[]): this {
    for (const frame of frames) this.wire.events.received(JSON.stringify(frame));
    return this;
  }

  changes(...rows: Extract<ServerFrame, { type: 'changes' }>['rows']): this {
    const from = this.version;
    this.version = Math.max(from, ...rows.map((row) => row.version));
    return this.says({ type: 'changes', space, from, to: this.version, rows });
  }

  /** An open chat with its newest page here. */
  opened(chat: Id, messages: readonly MessageRow[], branches: Readonly<Record<string, readonly Id[]>> = {}, first: Id | null = null): this {
    this.client.openChat(chat);
    this.heard();
    return this.says({ type: 'page', chat, version: this.version, before: null, first, messages, branches });
  }

  /** What the device has said since the last time. */
  heard(): DeviceFrame[] {
    return this.wire.up.splice(0).map((text) => JSON.parse(text) as DeviceFrame);
  }

  cut(): this {
    this.wire.cut();
    this.world.passToNextTimer();
    return this;
  }

  watch(...keys: readonly Key[]): this {
    for (const key of keys) {
      this.told.set(key, 0);
      this.client.subscribe(key, () => this.told.set(key, (this.told.get(key) ?? 0) + 1));
    }
    return this;
  }

  /** The keys that were told of since the last time. */
  toldOf(): Key[] {
    const keys = [...this.told].filter(([, times]) => times > 0).map(([key]) => key);
    for (const key of this.told.keys()) this.told.set(key, 0);
    return keys.sort();
  }

  text(message: Id): string | null {
    const text = this.client.get(`text:${message}`);
    return text === null ? null : text.pieces.slice(0, text.count).join('');
  }
}

const types = (frames: readonly DeviceFrame[]): string[] => frames.map((frame) => (frame.type === 'mutate' ? frame.op : frame.type));

/** A chat of one question and its answer. */
function talk(): Stage {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'a1' }));
  stage.opened('c', [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a1', chat: 'c', version: 1, parent: 'q1', role: 'assistant' })]);
  return stage;
}

const running = (fields: { readonly id: Id; readonly version: number; readonly parent: Id }): MessageRow =>
  messageRow({ chat: 'c', role: 'assistant', status: 'processing', text: '', finished: null, ...fields });

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
    ['pin', (client) => client.pin('c', true), (client) => client.get('chat:c')?.pinned, true],
    ['hide', (client) => client.hide('c', true), (client) => client.get('chats:hidden').at(0), 'c'],
    ['delete', (client) => client.delete('c'), (client) => client.get('chats:trash').at(0), 'c'],
    ['model', (client) => client.setModel('c', 'm'), (client) => client.get('chat:c')?.model, 'm'],
    ['rate', (client) => client.rate('c', 'a1', -1), (client) => client.get('message:a1')?.rating, -1],
    ['purge', (client) => client.purge('c'), (client) => client.get('chat:c'), null],
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

test('walking to a sibling that is here shows its branch at once', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 3, head: 'a2' }));
  stage.opened('c', [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a2', chat: 'c', version: 3, parent: 'q1', role: 'assistant' })], { q1: ['a1', 'a2'] });
  const entry = stage.client.get('branch:c').entries[1];
  assert.deepEqual(entry, { id: 'a2', index: 1, count: 2, previous: 'a1', next: null });
  stage.client.branch('c', 'a1');
  assert.deepEqual(stage.client.get('branch:c').entries[1]?.id, 'a2', 'nothing is known of the other branch yet');
  stage.heard();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'a1' }));
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }], 'its messages did not change: a page brings them');
  assert.equal(stage.client.get('branch:c').state, 'loading');
  stage.says({ type: 'page', chat: 'c', version: 4, before: null, first: null, messages: [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a1', chat: 'c', version: 2, parent: 'q1' })], branches: { q1: ['a1', 'a2'] } });
  assert.deepEqual(stage.client.get('branch:c').entries.map((each) => each.id), ['q1', 'a1']);
  stage.client.branch('c', 'a2');
  assert.equal(stage.client.get('branch:c').entries[1]?.id, 'a2', 'both are here now');
});

test('older messages are asked for once, with the oldest that is shown', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'm4' }));
  const row = (n: number): MessageRow => messageRow({ id: `m${n}`, chat: 'c', version: n, parent: n === 1 ? null : `m${n - 1}` });
  stage.opened('c', [row(3), row(4)], {}, 'm3');
  assert.equal(stage.client.get('branch:c').earlier, 'more');
  stage.client.loadEarlier('c');
  stage.client.loadEarlier('c');
  assert.deepEqual(stage.heard(), [{ type: 'page', chat: 'c', before: 'm3' }]);
  assert.equal(stage.client.get('branch:c').earlier, 'loading');
  stage.says({ type: 'page', chat: 'c', version: 4, before: 'm3', first: null, messages: [row(1), row(2)], branches: {} });
  assert.deepEqual(stage.client.get('branch:c').entries.map((entry) => entry.id), ['m1', 'm2', 'm3', 'm4']);
  assert.equal(stage.client.get('branch:c').earlier, 'none');
});

test('an answer from elsewhere beside messages that are not loaded asks for what is beside it', () => {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 4, head: 'm4' }));
  stage.opened('c', [messageRow({ id: 'm3', chat: 'c', version: 3, parent: 'm2' }), messageRow({ id: 'm4', chat: 'c', version: 4, parent: 'm3' })], {}, 'm3');
  // Elsewhere the first message was edited.
  stage.changes(messageRow({ id: 'n1', chat: 'c', version: 5 }), running({ id: 'n2', version: 5, parent: 'n1' }), chatRow({ id: 'c', version: 5, head: 'n2' }));
  assert.equal(stage.client.get('branch:c').earlier, 'more');
  stage.heard();
  stage.client.loadEarlier('c');
  assert.deepEqual(stage.heard(), [{ type: 'page', chat: 'c', before: 'n2' }]);
  stage.says({ type: 'page', chat: 'c', version: 5, before: 'n2', first: null, messages: [messageRow({ id: 'n1', chat: 'c', version: 5 })], branches: { '': ['m1', 'n1'] } });
  assert.deepEqual(stage.client.get('branch:c').entries[0], { id: 'n1', index: 1, count: 2, previous: 'm1', next: null });
  assert.equal(stage.client.get('branch:c').earlier, 'none');
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

test('rule 7: a resync forgets all, asks for the open chats again, and sends what was not acknowledged', () => {
  const stage = talk();
  stage.client.rename('c', 'mine');
  stage.cut();
  stage.version = 0;
  stage.connect('another');
  stage.says({ type: 'resync', space });
  const said = stage.heard();
  assert(said.some((frame) => frame.type === 'mutate' && frame.op === 'chat.set'));
  assert(said.some((frame) => frame.type === 'open' && frame.chat === 'c' && frame.after === 0));
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

test('rule 15: a chat that the server does not know is shown as unknown, not as loading for ever', () => {
  const stage = new Stage().connect();
  stage.client.openChat('stale');
  assert.deepEqual(stage.heard().slice(1), [{ type: 'open', chat: 'stale', after: 0 }]);
  stage.says({ type: 'problem', problem: { code: 'chat_unknown', message: 'There is no such chat.', retryable: false, request_id: 'r' }, chat: 'stale' });
  assert.equal(stage.client.get('branch:stale').state, 'unknown');
});

test('rule 16: a message above the longest frame is refused here, so that it does not close every connection', () => {
  const stage = talk();
  stage.client.send({ chat: 'c', text: '数'.repeat(400_000) });
  assert.deepEqual(stage.heard(), []);
  assert.equal(stage.client.get('refused:c')[0]?.problem.code, 'field_too_long');
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
  }
  stage.heard();
  assert.equal(stage.client.get('message:a1'), null, 'it is no longer in memory');
  stage.client.openChat('c');
  assert.deepEqual(stage.heard(), [{ type: 'open', chat: 'c', after: 0 }]);
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

test('10,000 chats arrive, and a branch of 10,000 messages is read, in little time', (context) => {
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
