import type { Id } from '../../contract';
import type { State } from '../state';
import type { Touched } from '../touched';
import type { OfflineState } from '../views';
import { Archive } from './archive';
import { Dirt } from './dirt';
import { CopyPlace, CopyReplaced, Hold } from './place';
import { isFurther, putHeld, putMeta, putRows, Unsent } from './snapshot';
import { UnsentRecords } from './unsentRecords';

/** How long a change waits for others before it is written (milliseconds). */
export const restMs = 1_000;
/** After so long what could not be written is tried again (milliseconds). */
export const againMs = 10_000;
/** The page does not wait longer than this for its copy. */
export const loadingMs = 3_000;

const writerLock = 'parlance.writer';

/** What a copy needs of the client. */
export interface CopyPort {
  readonly device: Id;
  readonly now: () => number;
  readonly after: (ms: number, call: () => void) => () => void;
  /** What this page has not got through. */
  readonly unsent: () => Unsent;
  /** Brings back what the page of that device had not got through, which has ended. */
  readonly restore: (ended: Id, unsent: Unsent) => void;
  /** The state has been filled from the copy. */
  readonly loaded: () => void;
  readonly show: (offline: OfflineState) => void;
}

/** What is written apart from each other. */
type Part = 'state' | 'unsent';

/**
 * The encrypted copy that a user may turn on: the rows, the chats that were looked at, and what has not got through. One page writes the rows, the
 * one that holds a lock; each page writes the messages that it holds and its own unsent changes, and those of a page that ended are taken over
 * by another.
 */
export class OfflineCopy {
  private readonly archive: Archive;
  private readonly dirt: Dirt;
  private readonly unsent: UnsentRecords;
  private view: OfflineState;
  private on = false;
  private writerHold: Hold | null = null;
  private writer = false;
  private waiting = false;
  /** What the last writing failed of. */
  private readonly failing = new Set<Part>();
  private waitingAgain = false;
  /** Writings go one after the other. */
  private line: Promise<void> = Promise.resolve();

  constructor(
    private readonly state: State,
    private readonly place: CopyPlace,
    private readonly port: CopyPort,
  ) {
    this.archive = new Archive(place);
    this.dirt = new Dirt(state);
    this.unsent = new UnsentRecords(this.archive, place.locks, { ...port, isOn: () => this.on, queue: (write) => this.queue('unsent', write) });
    this.view = { state: place.choice.get() ? 'loading' : 'off', writer: false, savedAt: null };
    port.show(this.view);
    place.choice.onChange((on) => (on ? this.activate() : this.deactivate()));
  }

  /** Whether all that this page has not got through is in the copy. */
  get keepsUnsent(): boolean {
    return this.on && this.unsent.isWritten;
  }

  /** Whether the user has turned it on, here or in another page. */
  get isWanted(): boolean {
    return this.place.choice.get();
  }

  /** Fills the empty state from the copy, and takes over what pages that are no more had not got through. Never fails. */
  async load(): Promise<void> {
    const deadline = new Promise<void>((resolve) => void this.port.after(loadingMs, resolve));
    await Promise.race([this.fill(), deadline]);
    if (!this.isWanted) return;
    this.activate(this.state.epoch === null);
    await Promise.race([this.takeOver(), deadline]);
  }

  /** Turns it on. Gives whether it could be. */
  async enable(): Promise<boolean> {
    if (this.on) return true;
    try {
      await this.archive.begin();
    } catch {
      this.show({ state: 'failed' });
      return false;
    }
    this.place.choice.set(true);
    this.place.persist();
    this.place.keepShell(true);
    this.activate();
    return true;
  }

  /** Turns it off everywhere in this browser, and wipes it. */
  async disable(): Promise<void> {
    this.place.choice.set(false);
    this.deactivate();
    await this.line;
    await this.archive.wipe().catch(() => undefined);
    this.place.keepShell(false);
  }

  note(touched: Touched): void {
    this.dirt.note(touched);
    this.wait();
  }

  noteDropped(chat: Id): void {
    this.dirt.noteDropped(chat);
    this.wait();
  }

  noteAnew(): void {
    this.dirt.noteAnew();
    this.wait();
  }

  /** Something on its way, or being typed, is other. */
  noteUnsent(): void {
    this.unsent.note();
  }

  /** Looks whether pages have ended that left something behind. */
  woken(): void {
    if (this.on) void this.takeOver();
  }

  /** Writes at once what is not written. */
  hidden(): void {
    if (!this.on) return;
    void this.unsent.write();
    this.writeState();
  }

  /** `whole`: what is here did not come from the copy. */
  private activate(whole = true): void {
    if (this.on) return;
    this.on = true;
    this.archive.forgetKey();
    this.show({ state: 'on' });
    if (whole) this.dirt.noteAll();
    this.wait();
    this.unsent.start();
    this.writerHold = this.place.locks.hold(writerLock, () => this.becomeWriter());
  }

  private deactivate(): void {
    this.on = this.writer = false;
    this.failing.clear();
    this.writerHold?.release();
    this.unsent.end();
    this.show({ state: 'off', writer: false, savedAt: null });
  }

  private becomeWriter(): void {
    if (!this.on) return;
    this.writer = true;
    this.show({ writer: true });
    // Nobody knows what the page before had written of them.
    this.dirt.noteRows();
    this.wait();
    void this.takeOver();
  }

  /** What cannot be read now is tried by another page, or with the next occasion. */
  private takeOver(): Promise<void> {
    return this.unsent.takeOver().catch(() => undefined);
  }

  private wait(): void {
    if (!this.on || this.waiting) return;
    this.waiting = true;
    this.port.after(restMs, () => this.place.idle(() => this.writeState()));
  }

  private writeState(): void {
    this.waiting = false;
    void this.queue('state', async () => {
      const rows = this.writer && !(this.dirt.isWhole && (await this.isBehind()));
      const writing = this.dirt.take(rows);
      if (writing === null) return;
      await this.archive.write(writing.records, writing.removed, writing.clear);
      if (rows && this.on) this.show({ savedAt: this.port.now() });
    });
  }

  /** Whether the copy is further on than this page, which then has to catch up before it takes its place. */
  private async isBehind(): Promise<boolean> {
    return isFurther(await this.archive.readOne('meta', 'state').catch(() => undefined), this.state);
  }

  private queue(part: Part, write: () => Promise<void>): Promise<void> {
    this.line = this.line.then(async () => {
      if (!this.on) return;
      try {
        await write();
        this.failing.delete(part);
      } catch (error) {
        this.failed(part, error);
      }
      if (this.on) this.show({ state: this.failing.size > 0 ? 'failed' : 'on' });
    });
    return this.line;
  }

  /** A full disk does not stop the page. What could not be written is tried again; in a copy that has been replaced nothing is left of this page. */
  private failed(part: Part, error: unknown): void {
    if (!this.on) return;
    const replaced = error instanceof CopyReplaced;
    if (replaced || part === 'state') this.dirt.noteAll();
    if (!replaced) {
      this.failing.add(part);
      return this.waitAgain();
    }
    this.archive.forgetKey();
    this.wait();
    this.unsent.note();
  }

  private waitAgain(): void {
    if (this.waitingAgain) return;
    this.waitingAgain = true;
    this.port.after(againMs, () => {
      this.waitingAgain = false;
      if (this.failing.has('state')) this.wait();
      if (this.failing.has('unsent')) this.unsent.wait();
    });
  }

  /** Fills the state. What cannot be read after all is dropped whole, and so is what comes when the server has been asked already. */
  private async fill(): Promise<void> {
    const opened = await this.archive.read().catch(() => null);
    const meta = opened?.get('meta')?.get('state');
    const isAsked = [...this.state.held.values()].some((held) => held.asked);
    if (meta === undefined || this.state.epoch !== null || isAsked) return;
    try {
      putMeta(this.state, meta);
      for (const rows of opened?.get('rows')?.values() ?? []) putRows(this.state, rows);
      for (const [chat, held] of opened?.get('held') ?? []) if (!putHeld(this.state, chat, held)) this.dirt.noteDropped(chat);
    } catch {
      this.state.clear();
      this.state.epoch = this.state.space = this.state.catalogue = null;
      return;
    }
    this.port.loaded();
  }

  private show(change: Partial<OfflineState>): void {
    this.view = { ...this.view, ...change };
    this.port.show(this.view);
  }
}
