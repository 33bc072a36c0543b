import { chatOf, Id, isFolderOp, Op, Problem, Timestamp } from '../contract';
import { Ahead, foldersTarget } from './ahead';

/** One change on its way. `acked` until the changes that hold its effect have come. */
export interface Item {
  readonly id: Id;
  /** The page that made it and is no more; null: this one. */
  readonly device: Id | null;
  readonly op: Op;
  /** When the user did it, by the device's clock. */
  readonly at: Timestamp;
  readonly status: 'queued' | 'sent' | 'acked' | 'refused';
  /** Whether the server may have got it already: then nothing of it may be changed (rule 8). */
  readonly tried: boolean;
  /** Why it was refused. */
  readonly problem: Problem | null;
  /** The version that holds its effect, once acked. */
  readonly version: number;
  /** How often the server asked to try again later. */
  readonly attempts: number;
}

/** Refusals of one change that are tried again before the user is asked. */
export const patience = 5;

/** What an op is found under: its chat, its folder, the messages that it makes or changes. */
export function targetsOf(op: Op): readonly Id[] {
  if (isFolderOp(op)) return [foldersTarget, op.folder];
  switch (op.op) {
    case 'message.send':
      return [op.chat, op.message, op.reply];
    case 'message.answer':
      return [op.chat, op.reply];
    case 'message.continue':
    case 'message.stop':
    case 'message.rate':
      return [op.chat, op.message];
    default:
      return [op.chat];
  }
}

/** Whether nobody asked for a change: looking at a chat makes it. Its refusal is not worth a word. */
export function isUnasked(op: Op): boolean {
  return op.op === 'chat.set' && op.read === true;
}

/** The changes of this device that the server has not confirmed, in the order in which the user made them. */
export class Outbox {
  private readonly items = new Map<Id, Item>();
  private readonly byTarget = new Map<Id, Set<Id>>();
  private readonly acked = new Set<Id>();
  private readonly refusedIds = new Set<Id>();
  private readonly queued = new Set<Id>();
  /** Changes that the server asked to send again later. */
  private readonly resting = new Set<Id>();
  /** The chats of messages that are only here. */
  private readonly chats = new Map<Id, Id>();
  /** Chats, folders and messages whose changes are others, or stand otherwise, since the last `takeTouched`. */
  private touched = new Set<Id>();

  add(id: Id, op: Op, at: Timestamp): void {
    this.enter({ id, device: null, op, at, status: 'queued', tried: false, problem: null, version: 0, attempts: 0 });
  }

  /** Brings back what a copy kept: the server may have got any of it. */
  restore(item: Pick<Item, 'id' | 'device' | 'op' | 'at' | 'problem'>): void {
    if (this.items.has(item.id)) return;
    this.enter({ ...item, status: item.problem === null ? 'queued' : 'refused', tried: true, version: 0, attempts: 0 });
  }

  get(id: Id): Item | undefined {
    return this.items.get(id);
  }

  /** Puts another op in the place of one that nobody has seen yet. Gives whether it could. */
  replace(id: Id, op: Op): boolean {
    const item = this.items.get(id);
    if (item === undefined || item.status !== 'queued' || item.tried) return false;
    this.put({ ...item, op });
    return true;
  }

  /** Takes back a change that nobody has seen yet. Gives whether it could. */
  withdraw(id: Id): boolean {
    const item = this.items.get(id);
    if (item === undefined || item.status !== 'queued' || item.tried) return false;
    this.remove(item);
    return true;
  }

  /** What is to be sent now, oldest first, without what waits for an answer to another one; from then on it counts as sent. */
  takeQueued(): Item[] {
    if (this.queued.size === 0) return [];
    const ahead = new Ahead();
    const taken: Item[] = [];
    for (const item of this.items.values()) {
      if (item.status === 'acked' || item.status === 'refused') continue;
      if (item.status === 'queued' && !this.resting.has(item.id) && !ahead.holdUp(item.op)) taken.push(item);
      ahead.add(item.op);
    }
    for (const item of taken) this.put({ ...item, status: 'sent', tried: true });
    return taken;
  }

  /** The time has come to send a change again. */
  rested(id: Id): void {
    this.resting.delete(id);
  }

  /** After a cut nobody knows what arrived: all of it is sent again, with the same identifiers (rule 8). */
  requeueSent(): void {
    this.resting.clear();
    for (const item of this.items.values()) if (item.status === 'sent') this.put({ ...item, status: 'queued' });
  }

  /** The change is committed. It stays until `settle` reaches its version. */
  ack(id: Id, version: number): Item | null {
    const item = this.items.get(id);
    if (item === undefined || item.status === 'refused') return null;
    return this.put({ ...item, status: 'acked', version });
  }

  /** The change is refused: for good, or to be tried `again` later. */
  reject(id: Id, problem: Problem): { readonly item: Item; readonly again: boolean } | null {
    const item = this.items.get(id);
    if (item === undefined || item.status === 'acked') return null;
    const attempts = item.attempts + 1;
    const again = problem.retryable && attempts < patience;
    if (again) this.resting.add(id);
    return { item: this.put({ ...item, status: again ? 'queued' : 'refused', problem, attempts }), again };
  }

  /** The changes up to `version` have been applied: what they hold is confirmed. Gives what went. */
  settle(version: number): Item[] {
    const settled = this.ofIds(this.acked).filter((item) => item.version <= version);
    settled.forEach((item) => this.remove(item));
    return settled;
  }

  /** Another life of the database: whether an acked change is in it, only its rows can say. */
  dropAcked(): Item[] {
    return this.settle(Infinity);
  }

  /** Puts a refused change at the end of the queue, as it is to be sent now. */
  retry(id: Id, op: Op): void {
    const item = this.dismiss(id);
    if (item !== null) this.enter({ ...item, op, status: 'queued', problem: null, attempts: 0 });
  }

  /** Forgets a refused change. */
  dismiss(id: Id): Item | null {
    const item = this.items.get(id);
    if (item?.status !== 'refused') return null;
    this.remove(item);
    return item;
  }

  /** The changes of a chat, a folder or a message, oldest first. */
  of(target: Id): Item[] {
    return this.ofIds(this.byTarget.get(target) ?? []);
  }

  /** The changes of folders, oldest first. */
  ofFolders(): Item[] {
    return this.of(foldersTarget);
  }

  /** All chats that something is on its way for. */
  touchedChats(): Iterable<Id> {
    return new Set(this.all().flatMap((item) => chatOf(item.op) ?? []));
  }

  /** The chat of a message that was made here and is not confirmed. */
  chatOf(message: Id): Id | undefined {
    return this.chats.get(message);
  }

  /** Changes that wait for the server. */
  get waiting(): number {
    return this.items.size - this.acked.size - this.refusedIds.size;
  }

  /** So many of the changes that wait, oldest first. */
  firstWaiting(most: number): Item[] {
    const found: Item[] = [];
    for (const item of this.items.values()) {
      if (found.length === most) break;
      if (item.status === 'queued' || item.status === 'sent') found.push(item);
    }
    return found;
  }

  refused(): Item[] {
    return this.ofIds(this.refusedIds);
  }

  all(): Item[] {
    return [...this.items.values()];
  }

  takeTouched(): ReadonlySet<Id> {
    const touched = this.touched;
    this.touched = new Set();
    return touched;
  }

  private enter(item: Item): Item {
    const { op } = item;
    for (const target of targetsOf(op)) this.byTarget.set(target, (this.byTarget.get(target) ?? new Set<Id>()).add(item.id));
    if (op.op === 'message.send') this.chats.set(op.message, op.chat);
    if (op.op === 'message.send' || op.op === 'message.answer') this.chats.set(op.reply, op.chat);
    return this.put(item);
  }

  private put(item: Item): Item {
    this.items.set(item.id, item);
    if (item.status === 'queued') this.queued.add(item.id);
    else this.queued.delete(item.id);
    if (item.status === 'acked') this.acked.add(item.id);
    if (item.status === 'refused') this.refusedIds.add(item.id);
    for (const target of targetsOf(item.op)) this.touched.add(target);
    return item;
  }

  private ofIds(ids: Iterable<Id>): Item[] {
    return [...ids].flatMap((id) => this.items.get(id) ?? []);
  }

  private remove(item: Item): void {
    this.items.delete(item.id);
    this.queued.delete(item.id);
    this.resting.delete(item.id);
    this.acked.delete(item.id);
    this.refusedIds.delete(item.id);
    for (const target of targetsOf(item.op)) {
      const ids = this.byTarget.get(target);
      ids?.delete(item.id);
      if (ids?.size === 0) this.byTarget.delete(target);
      this.touched.add(target);
    }
    if (item.op.op === 'message.send') this.chats.delete(item.op.message);
    if (item.op.op === 'message.send' || item.op.op === 'message.answer') this.chats.delete(item.op.reply);
  }
}
