import type { ChatRow, Id, MessageRow } from '../contract';
import { buildBranch, loadingBranch } from './branch';
import { ChatOrder } from './chatOrder';
import { sameRow } from './equal';
import type { Listeners } from './listeners';
import { ChatAsSeen, chatAsSeen } from './optimistic';
import type { Outbox } from './outbox';
import type { State } from './state';
import type { Touched } from './touched';
import type { Branch, Key, OutboxView, Refused, RunningText, Section, Snapshot, Status } from './views';

const sections: readonly Section[] = ['active', 'hidden', 'trash'];
const noRefused: readonly Refused[] = [];

function sectionOf(chat: ChatRow): Section {
  return chat.deleted !== null ? 'trash' : chat.hidden ? 'hidden' : 'active';
}

/** What the page reads: confirmed state and own changes put together, kept until something of it changes. */
export class ViewStore {
  private readonly orders: Record<Section, ChatOrder> = {
    active: ChatOrder.start(),
    hidden: ChatOrder.start(),
    trash: ChatOrder.start(),
  };
  /** Every chat as seen. */
  private readonly shown = new Map<Id, ChatRow>();
  /** The chats that own changes are on their way for. */
  private readonly overlays = new Map<Id, ChatAsSeen>();
  private readonly branches = new Map<Id, Branch>();
  private readonly staleBranches = new Set<Id>();
  private readonly refused = new Map<Id, readonly Refused[]>();
  private outboxView: OutboxView = { waiting: 0, refused: noRefused };

  constructor(
    private readonly state: State,
    private readonly outbox: Outbox,
    private readonly listeners: Listeners,
    private status: Status,
  ) {}

  get<K extends Key>(key: K): Snapshot<K> {
    // The compiler cannot follow a key of letters to its snapshot.
    return this.read(key) as Snapshot<K>;
  }

  private read(key: Key): unknown {
    if (key === 'status') return this.status;
    if (key === 'catalogue') return this.state.catalogue;
    if (key === 'outbox') return this.outboxView;
    const colon = key.indexOf(':');
    const name = key.slice(colon + 1);
    switch (key.slice(0, colon)) {
      case 'chats':
        return this.orders[name as Section];
      case 'chat':
        return this.chat(name);
      case 'branch':
        return this.branch(name);
      case 'message':
        return this.message(name);
      case 'text':
        return this.text(name);
      default:
        return this.refused.get(name) ?? noRefused;
    }
  }

  currentStatus(): Status {
    return this.status;
  }

  setStatus(change: Partial<Status>): void {
    const next = { ...this.status, ...change };
    if (sameRow(next, this.status)) return;
    const synced = next.synced !== this.status.synced;
    this.status = next;
    this.listeners.touch('status');
    // Whether a chat is unknown or only not here yet depends on it.
    if (synced) for (const chat of this.state.held.keys()) this.touchBranch(chat);
  }

  chat(id: Id): ChatRow | null {
    return this.shown.get(id) ?? null;
  }

  message(id: Id): MessageRow | null {
    const chat = this.state.chatOf.get(id) ?? this.outbox.chatOf(id);
    if (chat === undefined) return null;
    return this.overlays.get(chat)?.rows.get(id) ?? this.state.row(id) ?? null;
  }

  branch(chat: Id): Branch {
    const old = this.branches.get(chat);
    if (old !== undefined && !this.staleBranches.has(chat)) return old;
    const fresh = buildBranch(this.state.held.get(chat), this.seen(chat), this.status.synced, old ?? loadingBranch);
    this.staleBranches.delete(chat);
    this.branches.set(chat, fresh);
    return fresh;
  }

  /** Brings the views up to date with what changed, and notes whom to tell. */
  refresh(touched: Touched, own: Iterable<Id> = []): void {
    const chats = new Set([...touched.chats, ...touched.trees, ...own]);
    for (const message of touched.messages) {
      const chat = this.state.chatOf.get(message);
      if (chat !== undefined && this.overlays.has(chat)) chats.add(chat);
      this.listeners.touch(`message:${message}`);
    }
    for (const chat of chats) this.refreshChat(chat);
    for (const chat of touched.trees) this.touchBranch(chat);
    for (const message of touched.texts) {
      // The end of a text is told at once, together with its row.
      if (this.state.texts.has(message)) this.listeners.touchAtDrawing(`text:${message}`);
      else this.listeners.touch(`text:${message}`);
    }
  }

  /** After a change of the outbox. */
  refreshOutbox(chats: Iterable<Id>): void {
    this.refreshRefused(chats);
    this.refresh({ chats: new Set(), trees: new Set(), messages: new Set(), texts: new Set() }, chats);
  }

  /** After everything was forgotten. */
  reset(): void {
    for (const section of sections) this.orders[section] = ChatOrder.start();
    for (const section of sections) this.listeners.touch(`chats:${section}`);
    const gone = [...this.shown.keys()];
    this.shown.clear();
    for (const chat of new Set([...gone, ...this.branches.keys(), ...this.outbox.touchedChats()])) {
      this.listeners.touch(`chat:${chat}`);
      this.refreshChat(chat);
      this.touchBranch(chat);
    }
  }

  /** Forgets the branch of a chat whose messages are no longer held. */
  drop(chat: Id): void {
    this.branches.delete(chat);
    this.staleBranches.delete(chat);
  }

  private seen(chat: Id): ChatAsSeen {
    return this.overlays.get(chat) ?? chatAsSeen(this.state, chat, []);
  }

  private text(message: Id): RunningText | null {
    return this.state.texts.get(message)?.snapshot() ?? null;
  }

  private touchBranch(chat: Id): void {
    this.staleBranches.add(chat);
    this.listeners.touch(`branch:${chat}`);
  }

  private refreshChat(id: Id): void {
    const items = this.outbox.ofChat(id);
    const before = this.overlays.get(id);
    const seen = chatAsSeen(this.state, id, items);
    if (items.length === 0) this.overlays.delete(id);
    else this.overlays.set(id, seen);
    if (this.adoptRows(before, seen)) this.touchBranch(id);
    this.place(id, seen.chat);
  }

  /** Keeps the row objects that say the same as before, and tells of the others. Gives whether there are others. */
  private adoptRows(before: ChatAsSeen | undefined, seen: ChatAsSeen): boolean {
    const old = before?.rows ?? new Map<Id, MessageRow>();
    if (old.size === 0 && seen.rows.size === 0) return false;
    let changed = old.size !== seen.rows.size;
    const rows = seen.rows as Map<Id, MessageRow>;
    for (const [id, row] of rows) {
      const known = old.get(id) ?? null;
      if (known !== null && sameRow(known, row)) {
        rows.set(id, known);
      } else {
        changed = true;
        this.listeners.touch(`message:${id}`);
      }
    }
    for (const id of old.keys()) if (!rows.has(id)) this.listeners.touch(`message:${id}`);
    return changed;
  }

  private place(id: Id, row: ChatRow | null): void {
    const old = this.shown.get(id) ?? null;
    if (sameRow(old, row)) return;
    this.listeners.touch(`chat:${id}`);
    if (row === null) this.shown.delete(id);
    else this.shown.set(id, row);
    if (old?.head !== row?.head || old === null || row === null) this.touchBranch(id);
    const home = row === null ? null : sectionOf(row);
    for (const section of sections) {
      const order = this.orders[section];
      const next = row !== null && section === home ? order.with({ id, pinned: row.pinned, updated: row.updated }) : order.without(id);
      if (next === order) continue;
      this.orders[section] = next;
      this.listeners.touch(`chats:${section}`);
    }
  }

  private refreshRefused(chats: Iterable<Id>): void {
    const items = this.outbox.all();
    const refused: Refused[] = [];
    for (const item of items) {
      if (item.status === 'refused' && item.problem !== null) refused.push({ id: item.id, op: item.op, problem: item.problem });
    }
    const waiting = items.filter((item) => item.status === 'queued' || item.status === 'sent').length;
    const known = this.outboxView;
    if (known.waiting !== waiting || refused.length > 0 || known.refused.length > 0) {
      this.outboxView = { waiting, refused };
      this.listeners.touch('outbox');
    }
    for (const chat of chats) {
      const own = refused.filter((item) => item.op.chat === chat);
      const old = this.refused.get(chat) ?? noRefused;
      if (own.length === old.length && own.every((item, index) => item.id === old[index]?.id && item.problem === old[index]?.problem)) continue;
      if (own.length === 0) this.refused.delete(chat);
      else this.refused.set(chat, own);
      this.listeners.touch(`refused:${chat}`);
    }
  }
}
