import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import {
  decodeFrame,
  DeviceFrame,
  encodeFrame,
  MutateFrame,
  Op,
  OutdatedError,
  ProtocolError,
  ServerFrame,
} from '../src/contract';

const folder = process.env['CONTRACT'] ?? '../contract';
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

function examples(name: string): Record<string, unknown>[] {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, unknown>[];
}

const fromServer: readonly ServerFrame['type'][] = [
  'welcome',
  'changes',
  'page',
  'delta',
  'settled',
  'ack',
  'reject',
  'models',
  'notice',
  'resync',
  'problem',
  'pong',
];
const fromDevice = ['hello', 'open', 'close', 'page-request', 'stream', 'ping'];
const ops: readonly Op['op'][] = [
  'message.send',
  'message.answer',
  'message.continue',
  'message.stop',
  'message.rate',
  'chat.set',
  'chat.branch',
  'chat.purge',
  'draft.set',
  'folder.set',
  'folder.delete',
];

test('the contract has a file for each frame, each mutation and each kind of row, and no other', () => {
  const expected = [...fromServer, ...fromDevice, ...ops.map((op) => `mutate-${op.replace('.', '-')}`), 'row-chat', 'row-message', 'row-draft', 'row-folder', 'row-gone'];
  assert.deepEqual(names, expected.map((name) => `${name}.json`).sort());
});

test('the hash pins the contents of the golden messages', () => {
  const contents = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  assert.equal(readFileSync(join(folder, 'HASH'), 'utf8').trim(), createHash('sha256').update(contents).digest('hex'));
});

for (const type of fromServer) {
  test(`the golden ${type} is read whole`, () => {
    for (const example of examples(type)) {
      assert.equal(example['type'], type);
      assert.deepEqual(decodeFrame(JSON.stringify(example)), example);
    }
  });

  test(`a ${type} that lacks a field or has one of another type is no frame`, () => {
    for (const example of examples(type)) {
      for (const path of fieldPaths(example)) {
        if (isOptional(type, path)) continue;
        assert.throws(() => decodeFrame(JSON.stringify(changed(example, path, undefined))), ProtocolError, `${type} without ${path.join('.')}`);
        assert.throws(() => decodeFrame(JSON.stringify(changed(example, path, 7.5))), ProtocolError, `${type} with an odd ${path.join('.')}`);
      }
    }
  });
}

for (const [kind, wrap] of [
  ['chat', changesOf],
  ['message', changesOf],
  ['draft', changesOf],
  ['folder', changesOf],
  ['gone', changesOf],
] as const) {
  test(`the golden row of kind ${kind} is read whole`, () => {
    const rows = examples(`row-${kind}`);
    assert.deepEqual(decodeFrame(JSON.stringify(wrap(rows))), wrap(rows));
  });
}

test('a field that this client does not know is passed over', () => {
  const [ack] = examples('ack');
  assert.deepEqual(decodeFrame(JSON.stringify({ ...ack, later: true })), ack);
});

test('a frame or a row of a type that this client does not know is dropped', () => {
  assert.equal(decodeFrame('{"type":"weather","sun":1}'), null);
  assert.equal(decodeFrame(JSON.stringify({ ...examples('notice')[0], kind: 'weather' })), null);
  const [chat] = examples('row-chat');
  assert.deepEqual(decodeFrame(JSON.stringify(changesOf([{ kind: 'weather', id: 'w' }, { kind: 'gone', of: 'weather', id: 'w', version: 1 }, chat]))), changesOf([chat]));
});

test('what is not JSON, not an object or has no type is no frame', () => {
  for (const text of ['', '{', 'null', '[]', '7', '"welcome"', '{}', '{"type":7}']) assert.throws(() => decodeFrame(text), ProtocolError, text);
});

test('another version of the protocol is told apart from a broken frame', () => {
  assert.throws(() => decodeFrame(JSON.stringify({ ...examples('welcome')[0], v: 2 })), OutdatedError);
});

test('a server that runs in a way which this client does not know asks for another page', () => {
  assert.throws(() => decodeFrame(JSON.stringify({ ...examples('welcome')[0], mode: 'several' })), OutdatedError);
});

test('what is new in the catalogue, and the end of an answer in a new way that is only told of, do no harm', () => {
  const provider = { id: 'p', name: 'P', kind: 'club', base_url: '', has_key: false, state: 'asleep', problem: null };
  const companion = { state: 'dreaming', model: null, problem: null, attempt: 0 };
  const frame = decodeFrame(JSON.stringify({ type: 'models', models: [], providers: [provider], companion }));
  assert(frame?.type === 'models');
  assert.deepEqual(frame.providers, [{ ...provider, kind: 'environment', state: 'ok' }]);
  assert.equal(frame.companion.state, 'absent');
  assert.equal(decodeFrame(JSON.stringify({ ...examples('notice')[0], status: 'withdrawn' })), null);
});

test('half a character, as a text that was cut elsewhere has it, is sent as one that every server can read', () => {
  const text = 'cut \ud83d, \udc4d and whole 👍';
  assert.equal(encodeFrame(mutation(1, { op: 'draft.set', chat, text, base: 0 })).includes('\\ud'), false);
  const [frame] = [JSON.parse(encodeFrame(mutation(1, { op: 'draft.set', chat, text, base: 0 }))) as { readonly text: string }];
  assert.equal(frame.text, 'cut \ufffd, \ufffd and whole 👍');
});

test('a field called __proto__ is a field like any other', () => {
  const frame = decodeFrame('{"type":"page","chat":"c","version":1,"before":null,"first":null,"messages":[],"branches":{"__proto__":["a","b"]}}');
  assert(frame?.type === 'page');
  assert.deepEqual(Object.keys(frame.branches), ['__proto__']);
});

// What the device sends: written out here by hand, so that the types are checked against the golden messages by the compiler.
const golden = (n: number): string => `0190b6c2-7a00-7000-8000-${String(n).padStart(12, '0')}`;
const [m1, m2, m4, m5, m6, m7] = [golden(101), golden(102), golden(104), golden(105), golden(106), golden(107)];
const [m10, m11, m12, m13] = [golden(110), golden(111), golden(112), golden(113)];
const [device, device2, chat, chat2, chat3, chat4, folder1, folder2] = [golden(1), golden(2), golden(10), golden(11), golden(12), golden(13), golden(20), golden(21)];
const mutation = (n: number, op: Op): MutateFrame => ({ type: 'mutate', id: golden(200 + n), ...op });
const model = 'companion/smollm2';
const said: Readonly<Record<string, readonly DeviceFrame[]>> = {
  hello: [
    { type: 'hello', v: 1, device, cursor: null, open: [], streams: {} },
    {
      type: 'hello',
      v: 1,
      device,
      cursor: { epoch: 'e-5b1c', version: 44 },
      open: [
        { chat, after: 44 },
        { chat: chat2, after: 0 },
      ],
      streams: { [m2]: 17 },
    },
  ],
  open: [
    { type: 'open', chat, after: 0 },
    { type: 'open', chat, after: 44 },
  ],
  close: [{ type: 'close', chat }],
  'page-request': [{ type: 'page', chat, before: m1 }],
  stream: [
    { type: 'stream', message: m2, offset: 0 },
    { type: 'stream', message: m2, offset: 17 },
  ],
  ping: [{ type: 'ping', n: 1 }],
  'mutate-message-send': [
    mutation(1, { op: 'message.send', chat, message: m1, parent: null, text: 'How long is the Elbe?', reply: m2 }),
    mutation(2, { op: 'message.send', chat, message: m4, parent: m2, text: 'And\n"the Rhine"? 🏞️', reply: m5, model }),
    mutation(25, { op: 'message.send', chat, message: m10, parent: m2, text: 'And the Rhine?', reply: m11, draft: 50 }),
    { ...mutation(33, { op: 'message.send', chat, message: m12, parent: m2, text: 'And the Oder?', reply: m13, draft: 50 }), device: device2 },
  ],
  'mutate-message-answer': [
    mutation(3, { op: 'message.answer', chat, parent: m1, reply: m6 }),
    mutation(4, { op: 'message.answer', chat, parent: m1, reply: m7, model }),
  ],
  'mutate-message-continue': [mutation(5, { op: 'message.continue', chat, message: m2 }), mutation(6, { op: 'message.continue', chat, message: m2, model })],
  'mutate-message-stop': [mutation(7, { op: 'message.stop', chat, message: m2 })],
  'mutate-message-rate': ([-1, 0, 1] as const).map((rating, index) => mutation(8 + index, { op: 'message.rate', chat, message: m2, rating })),
  'mutate-chat-set': [
    mutation(11, { op: 'chat.set', chat, title: 'Rivers' }),
    mutation(12, { op: 'chat.set', chat, pinned: true }),
    mutation(13, { op: 'chat.set', chat, hidden: false }),
    mutation(14, { op: 'chat.set', chat, deleted: true }),
    mutation(15, { op: 'chat.set', chat, model }),
    mutation(16, { op: 'chat.set', chat, title: 'Rivers', pinned: false, hidden: true, deleted: false, model }),
    mutation(19, { op: 'chat.set', chat, archived: true }),
    mutation(20, { op: 'chat.set', chat, folder: folder1, position: 'V01' }),
    mutation(21, { op: 'chat.set', chat, folder: null, position: null }),
    mutation(22, { op: 'chat.set', chat, tags: ['rivers', 'Füße'] }),
    mutation(23, { op: 'chat.set', chat, tags: [] }),
    mutation(24, { op: 'chat.set', chat, read: true }),
  ],
  'mutate-chat-branch': [mutation(17, { op: 'chat.branch', chat, message: m6 })],
  'mutate-chat-purge': [mutation(18, { op: 'chat.purge', chat: chat3 })],
  'mutate-draft-set': [
    mutation(26, { op: 'draft.set', chat: chat4, text: 'Which rivers\nflow into the Elbe?', base: 0 }),
    mutation(27, { op: 'draft.set', chat, text: 'And the Rhine? 🏞️', base: 50, choose: true }),
    mutation(28, { op: 'draft.set', chat, text: '', base: 51 }),
  ],
  'mutate-folder-set': [
    mutation(29, { op: 'folder.set', folder: folder2, name: 'Rivers', parent: folder1, position: 'V01' }),
    mutation(30, { op: 'folder.set', folder: folder2, name: 'Streams' }),
    mutation(31, { op: 'folder.set', folder: folder2, parent: null, position: 'V02' }),
  ],
  'mutate-folder-delete': [mutation(32, { op: 'folder.delete', folder: folder2 })],
};

for (const [name, frames] of Object.entries(said)) {
  test(`rule 16: ${name} is written as the golden message, with no field too many`, () => {
    assert.deepEqual(frames.map((frame) => JSON.parse(encodeFrame(frame)) as unknown), examples(name));
  });
}

function changesOf(rows: readonly unknown[]): Record<string, unknown> {
  return { type: 'changes', space: 's', from: 0, to: 9, rows };
}

/** The ways to all fields of an object, nested ones too. */
function fieldPaths(value: unknown, start: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = [...start, name];
    return Array.isArray(value) ? fieldPaths(inner, path) : [path, ...fieldPaths(inner, path)];
  });
}

function changed(value: Record<string, unknown>, path: readonly string[], to: unknown): unknown {
  const copy = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  let place: Record<string, unknown> = copy;
  for (const name of path.slice(0, -1)) place = place[name] as Record<string, unknown>;
  const last = path[path.length - 1] ?? '';
  if (to === undefined) delete place[last];
  else place[last] = to;
  return copy;
}

/** Fields that may be left out, keys that are names and not fields, and kinds, of which others are dropped and not refused. */
function isOptional(type: string, path: readonly string[]): boolean {
  const last = path[path.length - 1] ?? '';
  if (['field', 'request_id'].includes(last)) return true;
  if (type === 'problem' && path.length === 1 && last === 'chat') return true;
  if (type === 'page' && path[0] === 'branches' && path.length === 2) return true;
  return false;
}
