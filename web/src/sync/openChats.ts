import { DeviceFrame, Id, OpenChat, openLimit } from '../contract';
import type { Environment } from './environment';
import { treeOf } from './optimistic';
import type { Outbox } from './outbox';
import type { HeldChat, State } from './state';
import { beginsAtRoot, pathTo } from './tree';

/** Chats whose messages stay in memory after they were closed. */
export const keptClosed = 20;
/** The same while a copy of them is kept, to be read offline. */
export const keptForCopy = 200;
/** A chat that is opened again within this time was never closed for the server. */
export const lingerMs = 1_000;
/** What the server could not give is asked for again after this time. */
export const againMs = 10_000;

/** What it needs of the client. */
export interface OpenChatsPort {
  readonly online: () => boolean;
  readonly send: (frame: DeviceFrame) => void;
  /** Whether a chat was begun here and nothing of it has been sent. */
  readonly isBegun: (chat: Id) => boolean;
  /** Whether older messages of a chat are on their way is other. */
  readonly changed: (chat: Id) => void;
  /** A chat's messages were forgotten. */
  readonly dropped: (chat: Id) => void;
}

/** Which chats the server is to keep live for this device, and which are worth their memory. */
export class OpenChats {
  private readonly users = new Map<Id, number>();
  private readonly closing = new Map<Id, () => void>();
  /** Closed chats that are still held, the longest closed first. */
  private readonly closed = new Set<Id>();
  /** Chats that `hello` named and that were left before it was answered. */
  private readonly leftEarly = new Set<Id>();
  private kept = keptClosed;
  /** The next ping's number; those that ask whether the server is there count from 1. */
  private pings = 1_000_000;

  constructor(
    private readonly state: State,
    private readonly outbox: Outbox,
    private readonly environment: Environment,
    private readonly port: OpenChatsPort,
  ) {}

  /** One more place shows this chat. */
  open(chat: Id): void {
    this.users.set(chat, (this.users.get(chat) ?? 0) + 1);
    this.closing.get(chat)?.();
    this.closing.delete(chat);
    this.closed.delete(chat);
    this.state.hold(chat).wanted = true;
    this.ask(chat);
  }

  /** One place less. */
  close(chat: Id): void {
    const left = (this.users.get(chat) ?? 0) - 1;
    if (left > 0) {
      this.users.set(chat, left);
      return;
    }
    if (left < 0) return;
    this.users.delete(chat);
    this.closing.set(
      chat,
      this.environment.after(lingerMs, () => this.leave(chat)),
    );
  }

  /** What `hello` says, and from then on counts as asked. */
  forHello(): OpenChat[] {
    const open: OpenChat[] = [];
    for (const [chat, held] of this.state.held) {
      if (!held.wanted || !this.isAskable(chat) || open.length === openLimit) continue;
      open.push(this.asking(chat, held));
    }
    return open;
  }

  /** A ping has been answered. */
  ponged(n: number): void {
    for (const held of this.state.held.values()) if (held.deafUntil === n) held.deafUntil = null;
  }

  /** Whether all that was asked for of the messages has come. */
  get isShown(): boolean {
    return [...this.state.held.values()].every((held) => !held.asked || (held.live && held.pagesAwaited === 0));
  }

  /** Something of a chat could not be read. What is not known for good to be `unknown` is asked for again. */
  refused(chat: Id, unknown: boolean): void {
    const held = this.state.held.get(chat);
    // What comes before the pong answers the opening before.
    if (held === undefined || !held.asked || held.deafUntil !== null) return;
    const awaited = held.earlierAwaited;
    if (unknown || !held.live || held.pagesAwaited > 0) {
      // Of several openings the others may still be answered, when it has been asked for again.
      const isMore = held.pagesAwaited + (!held.live && held.known > 0 ? 1 : 0) > 1;
      this.state.pause(held);
      if (isMore) this.goDeaf(held);
      held.unknown = unknown && !this.state.chats.has(chat);
      this.port.changed(chat);
    }
    if (!unknown) this.environment.after(againMs, () => this.askAgain(chat, awaited));
  }

  private askAgain(chat: Id, awaited: Id | null): void {
    const held = this.state.held.get(chat);
    if (held === undefined) return;
    if (awaited !== null && held.earlierAwaited === awaited) {
      held.earlierAwaited = null;
      this.port.changed(chat);
    }
    this.ask(chat);
  }

  /** The connection is lost: nothing is live, and nothing that was asked for will come. */
  pauseAll(): void {
    this.leftEarly.clear();
    for (const held of this.state.held.values()) this.state.pause(held);
  }

  /** The connection is good: asks for every chat that is wanted and has not been asked for, and says which are not wanted any more. */
  askAll(): void {
    for (const chat of this.leftEarly) {
      const held = this.state.held.get(chat);
      if (held?.wanted !== true) this.sayLeft(chat, held);
    }
    this.leftEarly.clear();
    for (const chat of [...this.state.held.keys()]) this.ask(chat);
  }

  /** Sees to it that a wanted chat is live and that its head is on its way. */
  ask(chat: Id): void {
    const held = this.state.held.get(chat);
    if (held === undefined || !held.wanted || !this.port.online()) return;
    if (!held.asked) {
      if (this.isAskable(chat) && this.askedCount() < openLimit) this.port.send({ type: 'open', ...this.asking(chat, held) });
      return;
    }
    const head = this.state.chats.get(chat)?.head ?? null;
    // A page that is newer than what is known of the chat ends at another head, which its changes will tell.
    if (head === null || held.pagesAwaited > 0 || held.rows.has(head) || held.pageVersion > this.state.version) return;
    // The chat shows a branch now whose messages did not change: only a page brings them.
    held.pagesAwaited += 1;
    this.port.send({ type: 'open', chat, after: 0 });
  }

  /** Asks for the messages before the oldest one of a branch. */
  askEarlier(chat: Id, head: Id): void {
    const held = this.state.held.get(chat);
    if (held === undefined || held.earlierAwaited !== null || !this.port.online()) return;
    const tree = treeOf(this.state, chat);
    const oldest = pathTo(tree, head)[0];
    if (oldest === undefined || !held.asked || beginsAtRoot(tree, oldest)) return;
    held.earlierAwaited = oldest.id;
    this.port.send({ type: 'page', chat, before: oldest.id });
    this.port.changed(chat);
  }

  private asking(chat: Id, held: HeldChat): OpenChat {
    const after = this.state.after(held);
    held.asked = true;
    if (after === 0) {
      held.pagesAwaited += 1;
      this.state.distrust(held);
    }
    return { chat, after };
  }

  private askedCount(): number {
    let count = 0;
    for (const held of this.state.held.values()) if (held.asked) count += 1;
    return count;
  }

  /** A chat that only a change on its way makes is asked for after that change. */
  private isAskable(chat: Id): boolean {
    if (this.state.chats.has(chat)) return true;
    const makers = this.outbox.of(chat).filter((item) => item.op.op === 'message.send' || item.op.op === 'draft.set');
    if (makers.some((item) => item.status === 'sent' || item.status === 'acked')) return true;
    return !this.port.isBegun(chat) && !makers.some((item) => item.op.op === 'message.send');
  }

  private leave(chat: Id): void {
    this.closing.delete(chat);
    const held = this.state.held.get(chat);
    if (held === undefined || this.users.has(chat)) return;
    const { asked, live, pagesAwaited, deafUntil } = held;
    this.state.pause(held);
    if (!asked) {
      held.deafUntil = deafUntil;
      // One of the openings before the refusal may have opened it.
      if (deafUntil !== null) this.port.send({ type: 'close', chat });
    } else if (!this.port.online()) this.leftEarly.add(chat);
    else if (live && pagesAwaited === 0) this.port.send({ type: 'close', chat });
    else this.sayLeft(chat, held);
    held.wanted = false;
    this.closed.add(chat);
    this.forgetOldest();
  }

  /** What answers an opening may still come, after another one: the answer to a ping comes between the two (`deafUntil`). */
  private sayLeft(chat: Id, held: HeldChat | undefined): void {
    this.port.send({ type: 'close', chat });
    if (held !== undefined) this.goDeaf(held);
  }

  private goDeaf(held: HeldChat): void {
    held.deafUntil = this.pings++;
    this.port.send({ type: 'ping', n: held.deafUntil });
  }

  /** How many closed chats are worth their memory from now on. */
  keep(count: number): void {
    this.kept = count;
    this.forgetOldest();
  }

  /** Chats that a copy brought: held, and not looked at. */
  restored(chats: Iterable<Id>): void {
    for (const chat of chats) if (!this.users.has(chat)) this.closed.add(chat);
    this.forgetOldest();
  }

  private forgetOldest(): void {
    for (const oldest of this.closed) {
      if (this.closed.size <= this.kept) break;
      this.closed.delete(oldest);
      this.state.release(oldest);
      this.port.dropped(oldest);
    }
  }
}
