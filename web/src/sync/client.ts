import { ChatFields, HelloFrame, Id, Op, Problem, Rating, streamLimit } from '../contract';
import { ChatActions, ChatTarget } from './chatActions';
import { Connection } from './connection';
import { DraftBook } from './drafts/book';
import { Drafts } from './drafts/drafts';
import type { Environment } from './environment';
import { FolderActions } from './folderActions';
import { Inbox } from './inbox';
import { Listeners } from './listeners';
import { Offline } from './offline/offline';
import { OpenChats } from './openChats';
import { Outbox } from './outbox';
import { Sender } from './sender';
import { State } from './state';
import { TextBuffer } from './textBuffer';
import { Touched } from './touched';
import { IdSource } from './uuid';
import type { Key, Notice, Snapshot, Undo } from './views';
import { ViewStore } from './viewStore';

/** A message to be sent. */
export interface Draft {
  /** null makes a new chat. */
  readonly chat: Id | null;
  /** Left out: under the last message of the branch that is shown. null: at the root. Editing is sending with the edited message's parent. */
  readonly parent?: Id | null;
  readonly text: string;
  /** Left out: the chat's own, or the default. */
  readonly model?: string;
  /** The text is what was written in the chat's composer, which it leaves. */
  readonly draft?: boolean;
}

/** What a sent message is known by. */
export interface Sent {
  readonly chat: Id;
  readonly message: Id;
  readonly reply: Id;
}

/**
 * The user's chats, in step with the server. Every action takes effect at once in what is read here and is sent as soon as there
 * is a connection; what the server refuses is taken back, and what was typed stays under `refused:`.
 */
export class SyncClient {
  /** What is written and not sent. */
  readonly drafts: Drafts;
  readonly folders: FolderActions;
  /** The encrypted copy in this browser; off until the user turns it on. */
  readonly offline: Offline;
  private readonly state = new State();
  private readonly outbox = new Outbox();
  private readonly book: DraftBook;
  private readonly listeners: Listeners;
  private readonly views: ViewStore;
  private readonly connection: Connection;
  private readonly open: OpenChats;
  private readonly inbox: Inbox;
  private readonly ids: IdSource;
  private readonly sender: Sender;
  private readonly chats: ChatActions;
  private readonly noticeCalls = new Set<(notice: Notice) => void>();
  private readonly problemCalls = new Set<(problem: Problem, chat: Id | null) => void>();
  private endListening: (() => void) | null = null;

  constructor(private readonly environment: Environment) {
    const { state, outbox } = this;
    const { now, after } = environment;
    this.ids = new IdSource(environment.now, environment.fillRandom);
    this.listeners = new Listeners(environment.beforeDrawing);
    this.book = new DraftBook(outbox, environment.device);
    this.views = new ViewStore(state, outbox, this.book, this.listeners);
    this.connection = new Connection(environment, {
      hello: () => this.hello(),
      frame: (frame) => this.inbox.take(frame),
      isCaughtUp: () => this.inbox.isSynced && this.open.isShown,
      live: () => this.live(),
      lost: () => this.lost(),
      changed: () => this.showConnection(),
    });
    const online = (): boolean => this.connection.phase === 'live';
    const send = this.connection.send.bind(this.connection);
    const newId = (): Id => this.ids.next();
    const flush = (): void => this.listeners.flush();
    const changeAll = (ops: readonly Op[]): void => this.sender.change(ops.map((op) => [newId(), op]));
    this.sender = new Sender(outbox, {
      online,
      send,
      now,
      reject: (id, problem) => this.inbox.reject(id, problem),
      sent: (chat) => this.open.ask(chat),
      changed: () => this.outboxChanged(),
      flush,
    });
    this.chats = new ChatActions(this.views, changeAll);
    this.folders = new FolderActions(this.views, changeAll, newId);
    this.drafts = new Drafts(this.book, state, outbox, {
      newId,
      now,
      after,
      change: (id, op) => this.sender.change([[id, op]]),
      shown: (chat) => this.draftShown(chat),
      flush,
    });
    this.open = new OpenChats(state, outbox, environment, {
      online,
      send,
      isBegun: (chat) => this.book.begunAt(chat) !== undefined,
      changed: (chat) => {
        this.refreshTrees([chat]);
        flush();
      },
      dropped: (chat) => {
        this.views.drop(chat);
        this.offline.dropped(chat);
      },
    });
    this.inbox = new Inbox(state, outbox, this.views, this.open, this.listeners, {
      online,
      send,
      answered: () => this.sender.sendQueued(),
      sendAgain: (id, ms) =>
        void after(ms, () => {
          outbox.rested(id);
          this.sender.changed();
        }),
      notice: (notice) => this.noticeCalls.forEach((call) => call(notice)),
      problem: (problem, chat) => this.problemCalls.forEach((call) => call(problem, chat)),
      applied: (touched) => {
        this.drafts.rowsCame(touched.drafts);
        this.offline.applied(touched);
      },
      settled: (items) => {
        this.drafts.settled(items);
        this.offline.unsentChanged();
      },
      refused: (item) => this.drafts.refused(item),
      forgotten: (dropped) => {
        this.drafts.reset(dropped);
        this.offline.forgotten();
      },
    });
    this.offline = new Offline(environment, state, outbox, this.drafts, this.views, this.open, {
      restored: () => this.sender.changed(),
      flush,
    });
  }

  /** Connects, and goes on connecting until `stop`. A copy that the user keeps is shown first. */
  start(): void {
    this.endListening ??= this.listenToPage();
    this.offline.loadFirst(() => {
      if (this.endListening !== null) this.connection.start();
    });
  }

  stop(): void {
    this.endListening?.();
    this.endListening = null;
    this.connection.stop();
  }

  /** Calls whenever what is read under a key may have changed; texts at most once between two drawings. Gives what ends it. */
  subscribe(key: Key, call: () => void): () => void {
    return this.listeners.subscribe(key, call);
  }

  /** What is known now; the same object as long as nothing of it changed. */
  get<K extends Key>(key: K): Snapshot<K> {
    return this.views.get(key);
  }

  /** Calls when an answer has ended in a chat that is not open. */
  onNotice(call: (notice: Notice) => void): () => void {
    this.noticeCalls.add(call);
    return () => void this.noticeCalls.delete(call);
  }

  /** Calls when the server could not obey something that was no change. */
  onProblem(call: (problem: Problem, chat: Id | null) => void): () => void {
    this.problemCalls.add(call);
    return () => void this.problemCalls.delete(call);
  }

  /** Sends a message and asks for its answer. A chat that is neither here nor begun here needs a `parent`. */
  send(draft: Draft): Sent {
    const chat = draft.chat ?? this.ids.next();
    const row = this.views.chat(chat);
    // Without its row nobody knows where the chat ends, and at its root the message would begin it anew.
    if (draft.chat !== null && draft.parent === undefined && row === null) throw new Error('the chat is not here yet');
    const parent = draft.parent !== undefined ? draft.parent : row?.head ?? null;
    const message = this.ids.next();
    const reply = this.ids.next();
    const change = this.ids.next();
    const version = draft.draft === true ? this.drafts.sending(chat, change) : {};
    this.sender.change([[change, { op: 'message.send', chat, message, parent, text: draft.text, reply, ...modelField(draft.model), ...version }]]);
    return { chat, message, reply };
  }

  /** Asks for another answer to a message. Gives its identifier. */
  answer(chat: Id, parent: Id, model?: string): Id {
    const reply = this.ids.next();
    this.change({ op: 'message.answer', chat, parent, reply, ...modelField(model) });
    return reply;
  }

  /** Lets an answer that ended early go on. */
  resume(chat: Id, message: Id, model?: string): void {
    const row = this.state.row(message);
    if (row !== undefined && row.text !== '' && !this.state.texts.has(message)) {
      this.state.texts.set(message, new TextBuffer(chat, row.text));
    }
    this.change({ op: 'message.continue', chat, message, ...modelField(model) });
  }

  /** Ends an answer; the text so far stays. */
  stopAnswer(chat: Id, message: Id): void {
    this.change({ op: 'message.stop', chat, message });
  }

  rate(chat: Id, message: Id, rating: Rating): void {
    this.change({ op: 'message.rate', chat, message, rating });
  }

  rename(chat: Id, title: string): void {
    this.change({ op: 'chat.set', chat, title });
  }

  /** Somebody looks at a chat: the answers that have ended in it are not unread any more. */
  markRead(chat: Id): void {
    if (this.views.chat(chat)?.unread === true) this.change({ op: 'chat.set', chat, read: true });
  }

  /** Changes several chats: one change each, shown at once, taken back as one. */
  setMany(chats: readonly Id[], fields: ChatFields): Undo {
    return this.chats.set(chats, fields);
  }

  /** Puts chats into a folder, in the order given. */
  move(chats: readonly Id[], target: ChatTarget): Undo {
    return this.chats.move(chats, target);
  }

  tag(chats: readonly Id[], tag: string): Undo {
    return this.chats.tag(chats, tag);
  }

  untag(chats: readonly Id[], tag: string): Undo {
    return this.chats.untag(chats, tag);
  }

  /** Removes chats in the trash for ever. */
  purgeMany(chats: readonly Id[]): void {
    this.chats.purge(chats);
  }

  /** Chooses the model for the chat's next answers. */
  setModel(chat: Id, model: string): void {
    this.change({ op: 'chat.set', chat, model });
  }

  /** Takes a chat out of the trash. */
  restore(chat: Id): void {
    this.change({ op: 'chat.set', chat, deleted: false });
  }

  /** Shows the branch through a message: a sibling of one that is shown. */
  branch(chat: Id, message: Id): void {
    this.change({ op: 'chat.branch', chat, message });
  }

  /** Keeps a chat's messages in step until `closeChat` has been called as often. */
  openChat(chat: Id): void {
    this.open.open(chat);
  }

  closeChat(chat: Id): void {
    this.open.close(chat);
  }

  /** Loads the next older messages of an open chat; nothing happens when there are none or they are on their way. */
  loadEarlier(chat: Id): void {
    const head = this.views.branch(chat).entries.slice(-1)[0]?.id;
    const confirmed = head === undefined ? undefined : this.confirmedAncestor(head);
    if (confirmed !== undefined) this.open.askEarlier(chat, confirmed);
  }

  /** Sends a refused change again. */
  retry(change: Id): void {
    const item = this.outbox.get(change);
    if (item?.status !== 'refused') return;
    this.outbox.retry(change, this.drafts.again(item));
    this.sender.changed();
  }

  /** Gives a refused change up. */
  dismiss(change: Id): void {
    if (this.outbox.dismiss(change) !== null) this.sender.changed();
  }

  /** Whether something would be lost if the page were closed now. What an encrypted copy has is not. */
  hasUnsent(): boolean {
    if (this.offline.keepsUnsent) return false;
    const view = this.views.get('outbox');
    return view.waiting > 0 || this.drafts.unsaved().length > 0 || view.refused.some((item) => item.op.op === 'message.send');
  }

  private change(op: Op): void {
    this.sender.change([[this.ids.next(), op]]);
  }

  private outboxChanged(): void {
    this.views.refreshOutbox();
    this.drafts.outboxChanged();
    this.offline.unsentChanged();
  }

  private draftShown(chat: Id): void {
    this.listeners.touch(`draft:${chat}`);
    this.views.placeAgain(chat);
    this.offline.unsentChanged();
  }

  private listenToPage(): () => void {
    const ends = [
      this.environment.onHide(() => {
        this.drafts.flush();
        this.offline.hidden();
      }),
      this.environment.onWake(() => this.offline.woken()),
    ];
    return () => ends.forEach((end) => end());
  }

  private hello(): HelloFrame {
    const { epoch, version } = this.state;
    const open = this.open.forHello();
    const asked = new Set(open.map((item) => item.chat));
    const texts = [...this.state.texts].filter(([, text]) => asked.has(text.chat) && text.bytes > 0 && !text.isDoubted);
    const streams = Object.fromEntries(texts.slice(-streamLimit).map(([message, text]) => [message, text.bytes]));
    for (const text of this.state.texts.values()) text.forgetAsked();
    return { type: 'hello', v: 1, device: this.environment.device, cursor: epoch === null ? null : { epoch, version }, open, streams };
  }

  private live(): void {
    this.sender.sendQueued();
    this.open.askAll();
    // A tab that has been closed since may have left something to be sent.
    this.offline.woken();
  }

  private lost(): void {
    this.open.pauseAll();
    this.outbox.requeueSent();
    this.outboxChanged();
    this.refreshTrees(this.state.held.keys());
  }

  private refreshTrees(chats: Iterable<Id>): void {
    const touched = new Touched();
    for (const chat of chats) touched.trees.add(chat);
    this.views.refresh(touched);
  }

  private showConnection(): void {
    const { phase, failures, retryAt } = this.connection;
    const connection = phase === 'live' ? 'online' : phase === 'greeting' ? 'connecting' : phase;
    this.views.setStatus({ connection, failures, retryAt });
    this.listeners.flush();
  }

  /** The newest message on the way to the root that the server knows. */
  private confirmedAncestor(message: Id): Id | undefined {
    let id: Id | null = message;
    while (id !== null && this.state.row(id) === undefined) id = this.views.message(id)?.parent ?? null;
    return id ?? undefined;
  }
}

function modelField(model: string | undefined): { readonly model?: string } {
  return model === undefined ? {} : { model };
}
