import type { Catalogue, ChatRow, DraftRow, FolderRow, Id, Op, Problem, Row } from '../../contract';
import { readCompanion, readMessage, readModel, readProblem, readProvider, readRow } from '../../contract/decodeRows';
import { Reader, readList, readString } from '../../contract/reader';
import { addChild } from '../apply';
import type { Item } from '../outbox';
import type { HeldChat, State } from '../state';

/** Rows of chats, drafts and folders lie in so many records: a change of one writes a small part of them again. */
export const buckets = 64;

/** What a copy is a copy of. */
export interface Meta {
  readonly epoch: string;
  readonly version: number;
  readonly space: Id;
  readonly catalogue: Catalogue | null;
}

/** What one page has not got through. */
export interface Unsent {
  readonly items: readonly Pick<Item, 'id' | 'device' | 'op' | 'at' | 'problem'>[];
  readonly drafts: readonly { readonly chat: Id; readonly text: string; readonly base: number }[];
}

export function bucketOf(id: Id): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) | 0;
  return ((hash % buckets) + buckets) % buckets;
}

export function metaOf(state: State): Meta | null {
  const { epoch, version, space, catalogue } = state;
  return epoch === null || space === null ? null : { epoch, version, space, catalogue };
}

/** Whether a copy is of the same life of the database as a state, and further on. */
export function isFurther(meta: unknown, state: State): boolean {
  const { epoch, space, version } = (meta ?? {}) as Partial<Meta>;
  return epoch === state.epoch && space === state.space && version !== undefined && version > state.version;
}

/** The rows of some buckets, one list each. */
export function rowsOf(state: State, wanted: ReadonlySet<number>): ReadonlyMap<number, readonly Row[]> {
  const lists = new Map<number, Row[]>([...wanted].map((bucket) => [bucket, []]));
  for (const rows of [state.chats, state.drafts, state.folders] as readonly ReadonlyMap<Id, ChatRow | DraftRow | FolderRow>[]) {
    for (const row of rows.values()) lists.get(bucketOf(row.id))?.push(row);
  }
  return lists;
}

/** One chat's messages as a value without maps. */
export function heldOf(state: State, held: HeldChat): unknown {
  return {
    epoch: state.epoch,
    known: state.after(held),
    rows: [...held.rows.values()],
    branches: [...held.branches],
    complete: [...held.complete],
  };
}

export function putMeta(state: State, value: unknown): void {
  const from = Reader.of(value, 'meta');
  state.epoch = from.string('epoch');
  state.version = from.count('version');
  state.space = from.string('space');
  if (from.raw('catalogue') === null) return;
  const catalogue = from.object('catalogue');
  state.catalogue = {
    models: catalogue.list('models', readModel),
    providers: catalogue.list('providers', readProvider),
    companion: readCompanion(catalogue.raw('companion'), 'companion'),
  };
}

export function putRows(state: State, value: unknown): void {
  for (const row of readList(value, 'rows', readRow)) {
    if (row?.kind === 'chat') state.chats.set(row.id, row);
    else if (row?.kind === 'draft') state.drafts.set(row.id, row);
    else if (row?.kind === 'folder') state.folders.set(row.id, row);
  }
}

/** Gives whether it is of this life of the database, and its chat is there. */
export function putHeld(state: State, chat: Id, value: unknown): boolean {
  const from = Reader.of(value, 'held');
  if (!from.has('epoch') || from.raw('epoch') !== state.epoch || !state.chats.has(chat)) return false;
  const held = state.hold(chat);
  held.known = from.count('known');
  for (const row of from.list('rows', readMessage)) {
    held.rows.set(row.id, row);
    state.chatOf.set(row.id, chat);
    addChild(held, row);
  }
  for (const [parent, children] of from.list('branches', readPair)) held.branches.set(parent, children);
  for (const parent of from.list('complete', readString)) held.complete.add(parent);
  return true;
}

function readPair(value: unknown, where: string): [string, Id[]] {
  const [parent, children] = readList(value, where, (item) => item);
  return [readString(parent, where), readList(children, where, readString)];
}

export function unsentOf(items: readonly Item[], drafts: Unsent['drafts']): Unsent {
  return {
    // What is acknowledged is at the server.
    items: items.flatMap(({ id, device, op, at, problem, status }) => (status === 'acked' ? [] : [{ id, device, op, at, problem: status === 'refused' ? problem : null }])),
    drafts,
  };
}

/** What the page of that device has written down. */
export function readUnsent(value: unknown, device: Id): Unsent {
  const from = Reader.of(value, 'unsent');
  return {
    items: from.list('items', (item, where) => {
      const fields = Reader.of(item, where);
      const op = fields.object('op');
      op.string('op');
      const problem = fields.raw('problem');
      return {
        id: fields.string('id'),
        device: fields.has('device') && fields.raw('device') !== null ? fields.string('device') : device,
        // Written by this program, sealed since: the server checks it all the same.
        op: fields.raw('op') as Op,
        at: fields.count('at'),
        problem: problem === null ? null : (readProblem(problem, where) as Problem),
      };
    }),
    drafts: from.list('drafts', (item, where) => {
      const fields = Reader.of(item, where);
      return { chat: fields.string('chat'), text: fields.string('text'), base: fields.count('base') };
    }),
  };
}
