import type { Id, Op, Problem, Timestamp } from '../contract';

/** One change on its way. `acked` until the changes that hold its effect have come. */
export interface Item {
  readonly id: Id;
  readonly op: Op;
  /** When the user did it, by the device's clock. */
  readonly at: Timestamp;
  readonly status: 'queued' | 'sent' | 'acked' | 'refused';
  /** Why it was refused. */
  readonly problem: Problem | null;
  /** The version that holds its effect, once acked. */
  readonly version: number;
  /** How often the server asked to try again later. */
  readonly attempts: number;
}

/** Refusals of one change that are tried again before the user is asked. */
export const patience = 5;

/** The changes of this device that the server has not confirmed, in the order in which the user made them. */
export class Outbox {
  private readonly items = new Map<Id, Item>();
  private readonly byChat = new Map<Id, Set<Id>>();
  /** The chats of messages that are only here. */
  private readonly chats = new Map<Id, Id>();

  add(id: Id, op: Op, at: Timestamp): void {
    this.items.set(id, { id, op, at, status: 'queued', problem: null, version: 0, attempts: 0 });
    const ofChat = this.byChat.get(op.chat) ?? new Set<Id>();
    this.byChat.set(op.chat, ofChat.add(id));
    if (op.op === 'message.send') this.chats.set(op.message, op.chat);
    if (op.op === 'message.send' || op.op === 'message.answer') this.chats.set(op.reply, op.chat);
  }

  get(id: Id): Item | undefined {
    return this.items.get(id);
  }

  /** What is to be sent now, oldest first; from then on it counts as sent. */
  takeQueued(): Item[] {
    const queued = [...this.items.values()].filter((item) => item.status === 'queued');
    for (const item of queued) this.items.set(item.id, { ...item, status: 'sent' });
    return queued;
  }

  /** After a cut nobody knows what arrived: all of it is sent again, with the same identifiers (rule 8). */
  requeueSent(): void {
    for (const item of this.items.values()) {
      if (item.status === 'sent') this.items.set(item.id, { ...item, status: 'queued' });
    }
  }

  /** The change is committed. It stays until `settle` reaches its version. Gives the chat concerned. */
  ack(id: Id, version: number): Id | null {
    const item = this.items.get(id);
    if (item === undefined || item.status === 'refused') return null;
    this.items.set(id, { ...item, status: 'acked', version });
    return item.op.chat;
  }

  /** The change is refused: for good, or to be tried `again` later. Gives the chat concerned. */
  reject(id: Id, problem: Problem): { readonly chat: Id; readonly again: boolean } | null {
    const item = this.items.get(id);
    if (item === undefined || item.status === 'acked') return null;
    const attempts = item.attempts + 1;
    const again = problem.retryable && attempts < patience;
    this.items.set(id, { ...item, status: again ? 'queued' : 'refused', problem, attempts });
    return { chat: item.op.chat, again };
  }

  /** The changes up to `version` have been applied: what they hold is confirmed. Gives the chats concerned. */
  settle(version: number): Id[] {
    return this.removeWhere((item) => item.status === 'acked' && item.version <= version);
  }

  /** Another life of the database: whether an acked change is in it, only its rows can say. */
  dropAcked(): Id[] {
    return this.removeWhere((item) => item.status === 'acked');
  }

  /** Puts a refused change at the end of the queue. Gives the chat concerned. */
  retry(id: Id): Id | null {
    const item = this.items.get(id);
    if (item?.status !== 'refused') return null;
    this.items.delete(id);
    this.items.set(id, { ...item, status: 'queued', problem: null, attempts: 0 });
    return item.op.chat;
  }

  /** Forgets a refused change. Gives the chat concerned. */
  dismiss(id: Id): Id | null {
    const item = this.items.get(id);
    if (item?.status !== 'refused') return null;
    this.remove(item);
    return item.op.chat;
  }

  /** The changes of one chat, oldest first. */
  ofChat(chat: Id): Item[] {
    const ids = this.byChat.get(chat);
    if (ids === undefined) return [];
    if (ids.size === 1) {
      const [only] = ids;
      const item = only === undefined ? undefined : this.items.get(only);
      return item === undefined ? [] : [item];
    }
    return [...this.items.values()].filter((item) => item.op.chat === chat);
  }

  /** All chats that something is on its way for. */
  touchedChats(): Iterable<Id> {
    return this.byChat.keys();
  }

  /** The chat of a message that was made here and is not confirmed. */
  chatOf(message: Id): Id | undefined {
    return this.chats.get(message);
  }

  all(): Item[] {
    return [...this.items.values()];
  }

  private removeWhere(condition: (item: Item) => boolean): Id[] {
    const removed = [...this.items.values()].filter(condition);
    removed.forEach((item) => this.remove(item));
    return [...new Set(removed.map((item) => item.op.chat))];
  }

  private remove(item: Item): void {
    this.items.delete(item.id);
    const ofChat = this.byChat.get(item.op.chat);
    ofChat?.delete(item.id);
    if (ofChat?.size === 0) this.byChat.delete(item.op.chat);
    if (item.op.op === 'message.send') this.chats.delete(item.op.message);
    if (item.op.op === 'message.send' || item.op.op === 'message.answer') this.chats.delete(item.op.reply);
  }
}
