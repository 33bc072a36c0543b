import type { Companion, Model, Provider } from './catalogue';
import type { Problem } from './problem';
import { Reader, readString } from './reader';
import type { ChatRow, DraftPiece, DraftRow, FolderRow, GoneRow, MessageRow, MessageStatus, Rating, Role, Row, Usage } from './rows';

const roles: readonly Role[] = ['user', 'assistant', 'system'];
const ratings: readonly Rating[] = [-1, 0, 1];
export const statuses: readonly MessageStatus[] = ['done', 'pending', 'processing', 'stopped', 'interrupted', 'error'];

export function readProblem(value: unknown, where: string): Problem {
  const from = Reader.of(value, where);
  const problem = {
    code: from.string('code'),
    message: from.string('message'),
    retryable: from.bool('retryable'),
    // What went wrong long ago, or in no request, has none.
    request_id: from.has('request_id') ? from.string('request_id') : '',
  };
  return from.has('field') ? { ...problem, field: from.string('field') } : problem;
}

function readProblemOrNull(value: unknown, where: string): Problem | null {
  return value === null ? null : readProblem(value, where);
}

/** The problem of a damaged row; the others have none. */
function readDamage(from: Reader): { readonly problem?: Problem } {
  return from.has('problem') ? { problem: readProblem(from.raw('problem'), 'row.problem') } : {};
}

function readUsage(value: unknown, where: string): Usage | null {
  if (value === null) return null;
  const from = Reader.of(value, where);
  return {
    input: from.count('input'),
    output: from.count('output'),
    first_ms: from.count('first_ms'),
    total_ms: from.count('total_ms'),
  };
}

function readChat(from: Reader): ChatRow {
  return {
    kind: 'chat',
    id: from.string('id'),
    version: from.count('version'),
    title: from.string('title'),
    head: from.stringOrNull('head'),
    pinned: from.bool('pinned'),
    hidden: from.bool('hidden'),
    archived: from.bool('archived'),
    folder: from.stringOrNull('folder'),
    position: from.stringOrNull('position'),
    tags: from.list('tags', readString),
    unread: from.bool('unread'),
    model: from.stringOrNull('model'),
    created: from.count('created'),
    updated: from.count('updated'),
    deleted: from.countOrNull('deleted'),
    running: from.list('running', readString),
    ...readDamage(from),
  };
}

export function readMessage(value: unknown, where: string): MessageRow {
  const from = Reader.of(value, where);
  return {
    kind: from.oneOf('kind', ['message'] as const),
    id: from.string('id'),
    version: from.count('version'),
    chat: from.string('chat'),
    parent: from.stringOrNull('parent'),
    role: from.oneOf('role', roles),
    status: from.oneOf('status', statuses),
    text: from.string('text'),
    model: from.stringOrNull('model'),
    created: from.count('created'),
    finished: from.countOrNull('finished'),
    usage: readUsage(from.raw('usage'), `${where}.usage`),
    problem: readProblemOrNull(from.raw('problem'), `${where}.problem`),
    rating: from.oneOf('rating', ratings),
  };
}

function readPiece(value: unknown, where: string): DraftPiece {
  const from = Reader.of(value, where);
  return { device: from.string('device'), text: from.string('text') };
}

function readDraft(from: Reader): DraftRow {
  return {
    kind: 'draft',
    id: from.string('id'),
    version: from.count('version'),
    text: from.string('text'),
    device: from.string('device'),
    others: from.list('others', readPiece),
    updated: from.count('updated'),
    ...readDamage(from),
  };
}

function readFolder(from: Reader): FolderRow {
  return {
    kind: 'folder',
    id: from.string('id'),
    version: from.count('version'),
    name: from.string('name'),
    parent: from.stringOrNull('parent'),
    position: from.string('position'),
    created: from.count('created'),
    ...readDamage(from),
  };
}

function readGone(from: Reader): GoneRow | null {
  const of = from.string('of');
  if (of !== 'chat' && of !== 'folder' && of !== 'message') return null;
  return { kind: 'gone', of, id: from.string('id'), version: from.count('version') };
}

/** null for a kind of row that this client does not know: a newer server may have more. */
export function readRow(value: unknown, where: string): Row | null {
  const from = Reader.of(value, where);
  switch (from.string('kind')) {
    case 'chat':
      return readChat(from);
    case 'message':
      return readMessage(value, where);
    case 'draft':
      return readDraft(from);
    case 'folder':
      return readFolder(from);
    case 'gone':
      return readGone(from);
    default:
      return null;
  }
}

export function readModel(value: unknown, where: string): Model {
  const from = Reader.of(value, where);
  return {
    id: from.string('id'),
    name: from.string('name'),
    provider: from.string('provider'),
    provider_name: from.string('provider_name'),
    local: from.bool('local'),
    context: from.countOrNull('context'),
  };
}

export function readProvider(value: unknown, where: string): Provider {
  const from = Reader.of(value, where);
  return {
    id: from.string('id'),
    name: from.string('name'),
    // One of a kind that this client does not know is not its to change.
    kind: from.oneOfOr('kind', ['companion', 'environment', 'custom'] as const, 'environment'),
    base_url: from.string('base_url'),
    has_key: from.bool('has_key'),
    state: from.oneOfOr('state', ['ok', 'checking', 'failing'] as const, 'ok'),
    problem: readProblemOrNull(from.raw('problem'), `${where}.problem`),
  };
}

export function readCompanion(value: unknown, where: string): Companion {
  const from = Reader.of(value, where);
  return {
    state: from.oneOfOr('state', ['absent', 'starting', 'loading', 'ready', 'failed'] as const, 'absent'),
    model: from.stringOrNull('model'),
    problem: readProblemOrNull(from.raw('problem'), `${where}.problem`),
    attempt: from.count('attempt'),
  };
}
