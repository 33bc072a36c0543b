import { chatOf, DeviceFrame, Id, isRunning, Problem, ServerFrame, WelcomeFrame } from '../contract';
import { applyChanges, applyDelta, applyPage, applySettled } from './apply';
import type { Listeners } from './listeners';
import type { OpenChats } from './openChats';
import { isUnasked, Item, Outbox } from './outbox';
import type { State } from './state';
import { Touched } from './touched';
import type { Notice } from './views';
import type { ViewStore } from './viewStore';

/** What the frames of the server set in motion beyond the state. */
export interface InboxPort {
  readonly online: () => boolean;
  readonly send: (frame: DeviceFrame) => void;
  /** A change has been answered: those that waited for that can be sent. */
  readonly answered: () => void;
  /** A refused change is to be sent again after so many milliseconds. */
  readonly sendAgain: (id: Id, ms: number) => void;
  readonly notice: (notice: Notice) => void;
  readonly problem: (problem: Problem, chat: Id | null) => void;
  /** The state is another. */
  readonly applied: (touched: Touched) => void;
  /** Changes of this device's are in the rows that have come. */
  readonly settled: (items: readonly Item[]) => void;
  /** A change is refused for good. Gives whether it is kept elsewhere than in the outbox. */
  readonly refused: (item: Item) => boolean;
  /** Everything is forgotten; nobody waits any more for what was `dropped`. */
  readonly forgotten: (dropped: readonly Item[]) => void;
}

/** Takes in what the server says. */
export class Inbox {
  constructor(
    private readonly state: State,
    private readonly outbox: Outbox,
    private readonly views: ViewStore,
    private readonly open: OpenChats,
    private readonly listeners: Listeners,
    private readonly port: InboxPort,
  ) {}

  /** Whether everything is here that the server had when it said welcome. */
  get isSynced(): boolean {
    const { space } = this.views.currentStatus();
    return space !== null && this.state.version >= space.version;
  }

  /** @throws ProtocolError when changes are missing. */
  take(frame: ServerFrame): void {
    const touched = new Touched();
    switch (frame.type) {
      case 'welcome':
        this.welcome(frame);
        break;
      case 'changes':
        if (frame.space !== this.state.space) return;
        applyChanges(this.state, frame, touched);
        this.views.refresh(touched);
        this.port.applied(touched);
        this.settle();
        for (const chat of new Set([...touched.chats, ...touched.trees])) this.open.ask(chat);
        break;
      case 'page':
        applyPage(this.state, frame, touched);
        this.views.refresh(touched);
        this.port.applied(touched);
        this.open.ask(frame.chat);
        break;
      case 'delta':
        if (applyDelta(this.state, frame, touched) === 'gap') this.askForRest(frame.message);
        this.views.refresh(touched);
        break;
      case 'settled':
        applySettled(this.state, frame, touched);
        this.views.refresh(touched);
        break;
      case 'ack': {
        const item = this.outbox.ack(frame.id, frame.version);
        if (item === null) break;
        this.views.refreshOutbox();
        this.settle();
        this.port.answered();
        const chat = chatOf(item.op);
        if (chat !== null) this.open.ask(chat);
        break;
      }
      case 'reject':
        this.reject(frame.id, frame.problem);
        this.port.answered();
        break;
      case 'models':
        this.state.catalogue = { models: frame.models, providers: frame.providers, companion: frame.companion };
        this.listeners.touch('catalogue');
        break;
      case 'notice':
        this.port.notice({ chat: frame.chat, message: frame.message, title: frame.title, status: frame.status });
        break;
      case 'resync':
        // Where nothing has come since the welcome, that has seen to it already, and what it asked for is on its way.
        if (frame.space === this.state.space && this.state.version > 0) this.resync();
        break;
      case 'problem':
        this.problem(frame.problem, frame.chat ?? null);
        break;
      case 'pong':
        this.open.ponged(frame.n);
        break;
    }
    this.listeners.flush();
  }

  /** Refuses a change as the server would have. */
  reject(id: Id, problem: Problem): void {
    const rejected = this.outbox.reject(id, problem);
    if (rejected === null) return;
    this.endRefusedText(id);
    if (!rejected.again && (isUnasked(rejected.item.op) || this.port.refused(rejected.item))) this.outbox.dismiss(id);
    this.views.refreshOutbox();
    if (rejected.again) this.port.sendAgain(id, 1000 * 2 ** (rejected.item.attempts - 1));
  }

  /** An answer that does not go on has no running text. */
  private endRefusedText(id: Id): void {
    const item = this.outbox.get(id);
    if (item?.status !== 'refused' || item.op.op !== 'message.continue') return;
    const row = this.state.row(item.op.message);
    if (row !== undefined && isRunning(row)) return;
    const touched = new Touched();
    this.state.texts.delete(item.op.message);
    touched.texts.add(item.op.message);
    this.views.refresh(touched);
  }

  private welcome(frame: WelcomeFrame): void {
    // What is held belongs to another life of the database (rule 7). `resync` says so too, but may be lost in a cut.
    const isOther = this.state.epoch !== frame.epoch || this.state.space !== frame.space.id;
    if (this.state.epoch !== null && isOther) this.resync();
    this.state.epoch = frame.epoch;
    this.state.space = frame.space.id;
    this.views.setStatus({ server: frame.server, user: frame.user, space: frame.space });
    this.noteSynced();
  }

  private settle(): void {
    const settled = this.outbox.settle(this.state.version);
    if (settled.length > 0) {
      this.views.refreshOutbox();
      this.port.settled(settled);
    }
    this.noteSynced();
  }

  private noteSynced(): void {
    if (this.isSynced) this.views.setStatus({ synced: true });
  }

  private askForRest(message: Id): void {
    const text = this.state.texts.get(message);
    if (text?.asksForRest()) this.port.send({ type: 'stream', message, offset: text.bytes });
  }

  private resync(): void {
    this.state.clear();
    const dropped = this.outbox.dropAcked();
    this.views.setStatus({ synced: false });
    this.views.reset();
    this.views.refreshOutbox();
    this.port.forgotten(dropped);
    if (this.port.online()) this.open.askAll();
  }

  private problem(problem: Problem, chat: Id | null): void {
    const isUnknown = problem.code === 'chat_unknown';
    if (chat !== null && this.state.held.has(chat)) {
      this.open.refused(chat, isUnknown);
      if (isUnknown) return;
    }
    this.port.problem(problem, chat);
  }
}
