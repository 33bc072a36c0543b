import { ChatRow, chatOf, Id, MessageRow } from '../contract';
import { buildBranch, loadingBranch } from './branch';
import { foldersTarget } from './ahead';
import { ChatLists } from './chatLists';
import type { DraftBook } from './drafts/book';
import { sameRow } from './equal';
import { FoldersAsSeen } from './folderTree';
import type { Listeners } from './listeners';
import { ChatAsSeen, chatAsSeen } from './optimistic';
import type { Outbox } from './outbox';
import { OutboxViews } from './outboxViews';
import type { State } from './state';
import { Touched } from './touched';
import type { Branch, FolderTree, Key, OfflineState, RunningText, Snapshot, Status } from './views';

const firstStatus: Status = {
  connection: 'stopped',
  retryAt: null,
  failures: 0,
  synced: false,
  server: null,
  user: null,
  space: null,
};

/** What the page reads: confirmed state and own changes put together, kept until something of it changes. */
export class ViewStore {
  private readonly lists: ChatLists;
  private readonly outboxViews: OutboxViews;
  private folders = new FoldersAsSeen(new Map(), []);
  /** What is given out: another object only when something of it is other. */
  private folderView: FolderTree = this.folders;
  /** Every chat as seen. */
  private readonly shown = new Map<Id, ChatRow>();
  /** The chats that name a folder. */
  private readonly inFolder = new Map<Id, Set<Id>>();
  /** The chats that own changes are on their way for. */
  private readonly overlays = new Map<Id, ChatAsSeen>();
  private readonly branches = new Map<Id, Branch>();
  private readonly staleBranches = new Set<Id>();
  private status = firstStatus;
  private offline: OfflineState = { state: 'unavailable', writer: false, savedAt: null };

  constructor(
    private readonly state: State,
    private readonly outbox: Outbox,
    private readonly drafts: DraftBook,
    private readonly listeners: Listeners,
  ) {
    const touch = (key: Key): void => listeners.touch(key);
    this.lists = new ChatLists(touch);
    this.outboxViews = new OutboxViews(outbox, touch);
  }

  get<K extends Key>(key: K): Snapshot<K> {
    // The compiler cannot follow a key of letters to its snapshot.
    return this.read(key) as Snapshot<K>;
  }

  private read(key: Key): unknown {
    const colon = key.indexOf(':');
    const name = key.slice(colon + 1);
    switch (colon < 0 ? key : key.slice(0, colon)) {
      case 'status':
        return this.status;
      case 'catalogue':
        return this.state.catalogue;
      case 'outbox':
        return this.outboxViews.whole;
      case 'folders':
        return this.folderView;
      case 'tags':
        return this.lists.tags();
      case 'unread':
        return this.lists.unreadCount;
      case 'offline':
        return this.offline;
      case 'chats':
        return this.lists.get(name);
      case 'chat':
        return this.chat(name);
      case 'folder':
        return this.folders.get(name) ?? null;
      case 'draft':
        return this.drafts.view(name);
      case 'pending':
        return this.outboxViews.pending(name);
      case 'branch':
        return this.branch(name);
      case 'message':
        return this.message(name);
      case 'text':
        return this.text(name);
      default:
        return this.outboxViews.refused(name);
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

  setOffline(offline: OfflineState): void {
    if (sameRow(this.offline, offline)) return;
    this.offline = offline;
    this.listeners.touch('offline');
  }

  chat(id: Id): ChatRow | null {
    return this.shown.get(id) ?? null;
  }

  /** The chats that are shown in a folder or would be, were they not archived, hidden or in the trash. */
  chatsIn(folder: Id): Id[] {
    return [...this.inFolder].flatMap(([named, chats]) => (this.folders.home(named) === folder ? [...chats] : []));
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
    if (touched.folders.size > 0) this.refreshFolders();
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

  /** After changes of the outbox. */
  refreshOutbox(): void {
    const targets = this.outboxViews.refresh();
    if (targets.has(foldersTarget)) this.refreshFolders();
    this.refresh(new Touched(), [...targets].filter((target) => this.isChat(target)));
  }

  /** Puts a chat where it belongs after its draft or its first letter came or went. */
  placeAgain(id: Id): void {
    this.refreshChat(id);
    const row = this.shown.get(id) ?? null;
    this.lists.place(id, row, this.folders.home(row?.folder ?? null), this.isBlank(row));
  }

  /** After everything was forgotten. */
  reset(): void {
    const chats = [...this.shown.keys(), ...this.branches.keys(), ...this.outbox.touchedChats(), ...this.state.chats.keys()];
    this.lists.clear();
    this.shown.clear();
    this.inFolder.clear();
    this.refreshFolders();
    for (const chat of new Set(chats)) {
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
    return this.overlays.get(chat) ?? chatAsSeen(this.state, chat, [], this.drafts.begunAt(chat));
  }

  private text(message: Id): RunningText | null {
    return this.state.texts.get(message)?.snapshot() ?? null;
  }

  private touchBranch(chat: Id): void {
    this.staleBranches.add(chat);
    this.listeners.touch(`branch:${chat}`);
  }

  private refreshChat(id: Id): void {
    const items = this.outbox.of(id);
    const before = this.overlays.get(id);
    const seen = chatAsSeen(this.state, id, items, this.drafts.begunAt(id));
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
    this.noteFolder(id, old?.folder ?? null, row?.folder ?? null);
    this.lists.place(id, row, this.folders.home(row?.folder ?? null), this.isBlank(row));
  }

  private noteFolder(chat: Id, from: Id | null, to: Id | null): void {
    if (from !== null && from !== to) this.inFolder.get(from)?.delete(chat);
    if (to !== null) this.inFolder.set(to, (this.inFolder.get(to) ?? new Set<Id>()).add(chat));
  }

  /** A chat without a name and without messages is there for its draft alone. */
  private isBlank(row: ChatRow | null): boolean {
    return row !== null && row.head === null && row.title === '' && this.drafts.isEmpty(row.id);
  }

  private isChat(target: Id): boolean {
    return this.shown.has(target) || this.overlays.has(target) || this.outbox.of(target).some((item) => chatOf(item.op) === target);
  }

  private refreshFolders(): void {
    const old = this.folders;
    const next = new FoldersAsSeen(this.state.folders, this.outbox.ofFolders(), old);
    let changed = old.size !== next.size;
    for (const id of new Set([...old.rows.keys(), ...next.rows.keys()])) {
      if (old.get(id) === next.get(id)) continue;
      changed = true;
      this.listeners.touch(`folder:${id}`);
    }
    this.folders = next;
    if (changed) {
      this.folderView = next;
      this.listeners.touch('folders');
    }
    for (const [folder, chats] of this.inFolder) {
      if (old.home(folder) === next.home(folder)) continue;
      for (const chat of chats) {
        const row = this.shown.get(chat) ?? null;
        this.lists.place(chat, row, next.home(folder), this.isBlank(row));
      }
    }
  }
}
