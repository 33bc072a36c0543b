import { encodeFrame, HelloFrame, Id, MutateFrame, Op, Problem, Rating, streamLimit } from '../contract';
import { Connection } from './connection';
import type { Environment } from './environment';
import { Inbox } from './inbox';
import { Listeners } from './listeners';
import { OpenChats } from './openChats';
import { Outbox } from './outbox';
import { State } from './state';
import { TextBuffer } from './textBuffer';
import { utf8Length } from './utf8';
import { IdSource } from './uuid';
import type { Key, Notice, Snapshot, Status } from './views';
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
}

/** What a sent message is known by. */
export interface Sent {
  readonly chat: Id;
  readonly message: Id;
  readonly reply: Id;
}

/** The server closes the connection at longer frames (rule 16), which would lose every one after it. */
const longestFrame = 1 << 20;

const firstStatus: Status = {
  connection: 'stopped',
  retryAt: null,
  failures: 0,
  synced: false,
  server: null,
  user: null,
  space: null,
};

/**
 * The user's chats, in step with the server. Every action takes effect at once in what is read here and is sent as soon as there
 * is a connection; what the server refuses is taken back, and what was typed stays under `refused:`.
 */
export class SyncClient {
  private readonly state = new State();
  private readonly outbox = new Outbox();
  private readonly listeners: Listeners;
  private readonly views: ViewStore;
  private readonly connection: Connection;
  private readonly open: OpenChats;
  private readonly inbox: Inbox;
  private readonly ids: IdSource;
  private readonly noticeCalls = new Set<(notice: Notice) => void>();
  private readonly problemCalls = new Set<(problem: Problem, chat: Id | null) => void>();

  constructor(private readonly environment: Environment) {
    this.ids = new IdSource(environment.now, environment.fillRandom);
    this.listeners = new Listeners(environment.beforeDrawing);
    this.views = new ViewStore(this.state, this.outbox, this.listeners, firstStatus);
    this.connection = new Connection(environment, {
      hello: () => this.hello(),
      frame: (frame) => this.inbox.take(frame),
      live: () => this.live(),
      lost: () => this.lost(),
      changed: () => this.showConnection(),
    });
    const online = (): boolean => this.connection.phase === 'live';
    const send = this.connection.send.bind(this.connection);
    this.open = new OpenChats(this.state, this.outbox, environment, {
      online,
      send,
      dropped: (chat) => this.views.drop(chat),
    });
    this.inbox = new Inbox(this.state, this.outbox, this.views, this.open, this.listeners, {
      online,
      send,
      sendAgain: (ms) => void environment.after(ms, () => this.sendQueued()),
      notice: (notice) => this.noticeCalls.forEach((call) => call(notice)),
      problem: (problem, chat) => this.problemCalls.forEach((call) => call(problem, chat)),
    });
  }

  /** Connects, and goes on connecting until `stop`. */
  start(): void {
    this.connection.start();
  }

  stop(): void {
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

  /** Sends a message and asks for its answer. */
  send(draft: Draft): Sent {
    const chat = draft.chat ?? this.ids.next();
    const parent = draft.parent !== undefined ? draft.parent : this.views.chat(chat)?.head ?? null;
    const message = this.ids.next();
    const reply = this.ids.next();
    this.change({ op: 'message.send', chat, message, parent, text: draft.text, reply, ...modelField(draft.model) });
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

  pin(chat: Id, pinned: boolean): void {
    this.change({ op: 'chat.set', chat, pinned });
  }

  hide(chat: Id, hidden: boolean): void {
    this.change({ op: 'chat.set', chat, hidden });
  }

  /** Chooses the model for the chat's next answers. */
  setModel(chat: Id, model: string): void {
    this.change({ op: 'chat.set', chat, model });
  }

  /** Moves a chat to the trash. */
  delete(chat: Id): void {
    this.change({ op: 'chat.set', chat, deleted: true });
  }

  /** Takes a chat out of the trash. */
  restore(chat: Id): void {
    this.change({ op: 'chat.set', chat, deleted: false });
  }

  /** Removes a chat in the trash for ever. */
  purge(chat: Id): void {
    this.change({ op: 'chat.purge', chat });
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
    if (confirmed === undefined || !this.open.askEarlier(chat, confirmed)) return;
    this.views.refresh({ chats: new Set(), trees: new Set([chat]), messages: new Set(), texts: new Set() });
    this.listeners.flush();
  }

  /** Sends a refused change again. */
  retry(change: Id): void {
    this.settleRefused(this.outbox.retry(change));
  }

  /** Gives a refused change up. */
  dismiss(change: Id): void {
    this.settleRefused(this.outbox.dismiss(change));
  }

  /** Whether something would be lost if the page were closed now. */
  hasUnsent(): boolean {
    const view = this.views.get('outbox');
    return view.waiting > 0 || view.refused.some((item) => item.op.op === 'message.send');
  }

  private change(op: Op): void {
    this.outbox.add(this.ids.next(), op, this.environment.now());
    this.views.refreshOutbox([op.chat]);
    this.sendQueued();
    this.listeners.flush();
  }

  private settleRefused(chat: Id | null): void {
    if (chat === null) return;
    this.views.refreshOutbox([chat]);
    this.sendQueued();
    this.listeners.flush();
  }

  private sendQueued(): void {
    if (this.connection.phase !== 'live') return;
    for (const item of this.outbox.takeQueued()) {
      const frame: MutateFrame = { type: 'mutate', id: item.id, ...item.op };
      if (utf8Length(encodeFrame(frame)) > longestFrame) {
        this.inbox.reject(item.id, tooLong);
        continue;
      }
      this.connection.send(frame);
      this.open.ask(item.op.chat);
    }
  }

  private hello(): HelloFrame {
    const { epoch, version } = this.state;
    const open = this.open.forHello();
    const asked = new Set(open.map((item) => item.chat));
    const texts = [...this.state.texts].filter(([, text]) => asked.has(text.chat) && text.bytes > 0);
    const streams = Object.fromEntries(texts.slice(-streamLimit).map(([message, text]) => [message, text.bytes]));
    for (const text of this.state.texts.values()) text.forgetAsked();
    return { type: 'hello', v: 1, device: this.environment.device, cursor: epoch === null ? null : { epoch, version }, open, streams };
  }

  private live(): void {
    this.sendQueued();
    this.open.askAll();
  }

  private lost(): void {
    this.open.pauseAll();
    this.outbox.requeueSent();
    const trees = new Set(this.state.held.keys());
    this.views.refresh({ chats: new Set(), trees, messages: new Set(), texts: new Set() });
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

const tooLong: Problem = {
  code: 'field_too_long',
  message: 'This message is longer than a message can be.',
  retryable: false,
  request_id: '',
  field: 'text',
};

function modelField(model: string | undefined): { readonly model?: string } {
  return model === undefined ? {} : { model };
}
