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

/** What it needs of the client. */
export interface OpenChatsPort {
  readonly online: () => boolean;
  readonly send: (frame: DeviceFrame) => void;
  /** Whether a chat was begun here and nothing of it has been sent. */
  readonly isBegun: (chat: Id) => boolean;
  /** A chat's messages were forgotten. */
  readonly dropped: (chat: Id) => void;
}

/** Which chats the server is to keep live for this device, and which are worth their memory. */
export class OpenChats {
  private readonly users = new Map<Id, number>();
  private readonly closing = new Map<Id, () => void>();
  /** Closed chats that are still held, the longest closed first. */
  private readonly closed = new Set<Id>();
  /** The heads that a newest page was asked for because they are not held, so that none is asked for twice. */
  private readonly headsAsked = new Map<Id, Id>();
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
      // The changes after the cursor bring all that is missing.
      if (held.known > 0 && held.known === this.state.version) held.live = true;
    }
    return open;
  }

  /** A ping has been answered. */
  ponged(n: number): void {
    for (const held of this.state.held.values()) if (held.deafUntil === n) held.deafUntil = null;
  }

  /** The connection is lost: nothing is live, and nothing that was asked for will come. */
  pauseAll(): void {
    for (const held of this.state.held.values()) this.state.pause(held);
    this.headsAsked.clear();
  }

  /** Asks for every chat that is wanted and has not been asked for. */
  askAll(): void {
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
    if (head === null || held.pagesAwaited > 0 || held.rows.has(head) || this.headsAsked.get(chat) === head) return;
    // The chat shows a branch now whose messages did not change: only a page brings them.
    this.headsAsked.set(chat, head);
    held.pagesAwaited += 1;
    this.port.send({ type: 'open', chat, after: 0 });
  }

  /** Asks for the messages before the oldest one of a branch. Whether there are any on the way now. */
  askEarlier(chat: Id, head: Id): boolean {
    const held = this.state.held.get(chat);
    if (held === undefined || held.earlierAwaited !== null || !this.port.online()) return false;
    const tree = treeOf(this.state, chat);
    const oldest = pathTo(tree, head)[0];
    if (oldest === undefined || !held.asked || beginsAtRoot(tree, oldest)) return false;
    held.earlierAwaited = oldest.id;
    this.port.send({ type: 'page', chat, before: oldest.id });
    return true;
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
    if (makers.length === 0) return !this.port.isBegun(chat);
    return makers.some((item) => item.status === 'sent' || item.status === 'acked');
  }

  private leave(chat: Id): void {
    this.closing.delete(chat);
    const held = this.state.held.get(chat);
    if (held === undefined || this.users.has(chat)) return;
    const { asked, live, deafUntil } = held;
    this.state.pause(held);
    if (asked) {
      this.port.send({ type: 'close', chat });
      // What answers this opening may still come, after another one: the answer to a ping comes between the two.
      if (!live && this.port.online()) this.port.send({ type: 'ping', n: (held.deafUntil = this.pings++) });
    } else {
      held.deafUntil = deafUntil;
    }
    this.headsAsked.delete(chat);
    held.wanted = false;
    this.closed.add(chat);
    this.forgetOldest();
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
