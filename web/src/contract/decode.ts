import { readCompanion, readMessage, readModel, readProblem, readProvider, readRow, statuses } from './decodeRows';
import type { DeviceFrame, ServerFrame } from './frames';
import { OutdatedError, ProtocolError, Reader, readList, readString } from './reader';
import type { Row } from './rows';

export { OutdatedError, ProtocolError } from './reader';

/** The text of a frame for the server. Half a character, as a text that was cut elsewhere may end with, is written as U+FFFD: no encoding has it. */
export function encodeFrame(frame: DeviceFrame): string {
  return JSON.stringify(frame, (_, value: unknown) => (typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value));
}

/**
 * Reads a frame of the server. null for a type that this client does not know, which is dropped.
 * @throws ProtocolError when the text is not JSON or a known frame has another shape.
 */
export function decodeFrame(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProtocolError('the frame is not JSON');
  }
  const from = Reader.of(value, 'frame');
  const type = from.string('type');
  const read = readers.get(type);
  return read === undefined ? null : read(from);
}

const readers: ReadonlyMap<string, (from: Reader) => ServerFrame | null> = new Map<
  ServerFrame['type'],
  (from: Reader) => ServerFrame | null
>([
  ['welcome', readWelcome],
  ['changes', readChanges],
  ['page', readPage],
  [
    'delta',
    (from) => ({
      type: 'delta',
      chat: from.string('chat'),
      message: from.string('message'),
      offset: from.count('offset'),
      text: from.string('text'),
    }),
  ],
  [
    'settled',
    (from) => ({
      type: 'settled',
      chat: from.string('chat'),
      message: from.string('message'),
      status: from.oneOf('status', statuses),
      length: from.count('length'),
    }),
  ],
  ['ack', (from) => ({ type: 'ack', id: from.string('id'), version: from.count('version') })],
  ['reject', (from) => ({ type: 'reject', id: from.string('id'), problem: readProblem(from.raw('problem'), 'reject.problem') })],
  ['models', readModels],
  ['notice', readNotice],
  ['resync', (from) => ({ type: 'resync', space: from.string('space') })],
  ['problem', readProblemFrame],
  ['pong', (from) => ({ type: 'pong', n: from.count('n') })],
]);

function readWelcome(from: Reader): ServerFrame {
  if (from.count('v') !== 1 || from.string('mode') !== 'single') throw new OutdatedError('the server speaks another version of the protocol');
  const user = from.object('user');
  const space = from.object('space');
  return {
    type: 'welcome',
    v: 1,
    server: from.string('server'),
    epoch: from.string('epoch'),
    mode: 'single',
    user: { id: user.string('id'), name: user.string('name') },
    space: { id: space.string('id'), name: space.string('name'), role: space.string('role'), version: space.count('version') },
  };
}

function readChanges(from: Reader): ServerFrame {
  return {
    type: 'changes',
    space: from.string('space'),
    from: from.count('from'),
    to: from.count('to'),
    rows: from.list('rows', readRow).filter((row): row is Row => row !== null),
  };
}

function readPage(from: Reader): ServerFrame {
  return {
    type: 'page',
    chat: from.string('chat'),
    version: from.count('version'),
    before: from.stringOrNull('before'),
    first: from.stringOrNull('first'),
    messages: from.list('messages', readMessage),
    branches: from.record('branches', (value, where) => readList(value, where, readString)),
  };
}

function readModels(from: Reader): ServerFrame {
  return {
    type: 'models',
    models: from.list('models', readModel),
    providers: from.list('providers', readProvider),
    companion: readCompanion(from.raw('companion'), 'models.companion'),
  };
}

function readNotice(from: Reader): ServerFrame | null {
  const status = statuses.find((known) => known === from.string('status'));
  if (from.string('kind') !== 'finished' || status === undefined) return null;
  return {
    type: 'notice',
    kind: 'finished',
    chat: from.string('chat'),
    message: from.string('message'),
    title: from.string('title'),
    status,
  };
}

function readProblemFrame(from: Reader): ServerFrame {
  const problem = readProblem(from.raw('problem'), 'problem.problem');
  return from.has('chat') ? { type: 'problem', problem, chat: from.string('chat') } : { type: 'problem', problem };
}
