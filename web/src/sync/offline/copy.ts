import type { Id } from '../../contract';
import type { State } from '../state';
import type { Touched } from '../touched';
import type { OfflineState } from '../views';
import { Archive, Opened } from './archive';
import { Dirt } from './dirt';
import { CopyPlace, CopyReplaced, Hold } from './place';
import { putHeld, putMeta, putRows, readUnsent, Unsent } from './snapshot';

/** How long a change waits for others before it is written (milliseconds). */
export const restMs = 1_000;
/** The same for what nobody else has: the changes on their way and the texts that are being typed. */
export const unsentMs = 100;
/** The page does not wait longer than this for its copy. */
export const loadingMs = 3_000;

const writerLock = 'parlance.writer';
const deviceLock = (device: string): string => `parlance.device.${device}`;

/** What a copy needs of the client. */
export interface CopyPort {
  readonly device: Id;
  readonly now: () => number;
  readonly after: (ms: number, call: () => void) => () => void;
  /** What this page has not got through. */
  readonly unsent: () => Unsent;
  /** Brings back what a page had not got through that is no more. */
  readonly restore: (unsent: Unsent) => void;
  /** The state has been filled from the copy. */
  readonly loaded: () => void;
  readonly show: (offline: OfflineState) => void;
}

/**
 * The encrypted copy that a user may turn on: the rows, the chats that were looked at, and what has not got through. One page writes the state,
 * the one that holds a lock; each page writes its own unsent changes, and those of a page that ended are taken over by another.
 */
export class OfflineCopy {
  private readonly archive: Archive;
  private readonly dirt: Dirt;
  private view: OfflineState;
  private holds: Hold[] = [];
  private writer = false;
  private waiting = false;
  private unsentWaiting = false;
  /** Writings go one after the other. */
  private line: Promise<void> = Promise.resolve();

  constructor(
    private readonly state: State,
    private readonly place: CopyPlace,
    private readonly port: CopyPort,
  ) {
    this.archive = new Archive(place);
    this.dirt = new Dirt(state);
    this.view = { state: place.choice.get() ? 'loading' : 'off', writer: false, savedAt: null };
    port.show(this.view);
    place.choice.onChange((on) => (on ? this.activate() : this.deactivate()));
  }

  get isOn(): boolean {
    return this.view.state === 'on' || this.view.state === 'failed';
  }

  /** Whether the user has turned it on, here or in another page. */
  get isWanted(): boolean {
    return this.place.choice.get();
  }

  /** Fills the empty state from the copy, and takes over what pages that are no more had not got through. Never fails. */
  async load(): Promise<void> {
    let late = false;
    const deadline = new Promise<void>((resolve) => {
      this.port.after(loadingMs, () => {
        late = true;
        resolve();
      });
    });
    const loading = this.archive.read().then(
      (opened) => {
        if (!late && opened !== null && this.state.epoch === null) this.fill(opened);
      },
      () => undefined,
    );
    await Promise.race([loading, deadline]);
    if (!this.isWanted) return;
    this.activate();
    await Promise.race([this.takeOver(), deadline]);
  }

  /** Turns it on. Gives whether it could be. */
  async enable(): Promise<boolean> {
    if (this.isOn) return true;
    try {
      await this.archive.begin();
    } catch {
      this.show({ state: 'failed' });
      return false;
    }
    this.place.choice.set(true);
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

  noteAll(): void {
    this.dirt.noteAll();
    this.wait();
  }

  /** Something on its way, or being typed, is other. */
  noteUnsent(): void {
    if (!this.isOn || this.unsentWaiting) return;
    this.unsentWaiting = true;
    this.port.after(unsentMs, () => this.writeUnsent());
  }

  /** Looks whether pages have ended that left something behind, and writes at once what is not written. */
  woken(): void {
    if (this.isOn) void this.takeOver();
  }

  hidden(): void {
    if (!this.isOn) return;
    this.writeUnsent();
    this.writeState();
  }

  private activate(): void {
    if (this.isOn) return;
    this.archive.forgetKey();
    this.show({ state: 'on' });
    this.dirt.noteAll();
    this.holds = [
      this.place.locks.hold(deviceLock(this.port.device), () => undefined),
      this.place.locks.hold(writerLock, () => this.becomeWriter()),
    ];
    this.noteUnsent();
  }

  private deactivate(): void {
    for (const hold of this.holds) hold.release();
    this.holds = [];
    this.writer = false;
    this.show({ state: 'off', writer: false, savedAt: null });
  }

  private becomeWriter(): void {
    if (!this.isOn) return;
    this.writer = true;
    this.show({ writer: true });
    this.dirt.noteAll();
    this.wait();
    void this.takeOver();
  }

  private wait(): void {
    if (!this.writer || this.waiting) return;
    this.waiting = true;
    this.port.after(restMs, () => this.place.idle(() => this.writeState()));
  }

  private writeState(): void {
    this.waiting = false;
    if (!this.writer || this.dirt.isClean) return;
    const writing = this.dirt.take();
    if (writing === null) return;
    this.queue(async () => {
      await this.archive.write(writing.records, writing.removed, writing.clear);
      this.show({ state: 'on', savedAt: this.port.now() });
    });
  }

  private writeUnsent(): void {
    this.unsentWaiting = false;
    if (!this.isOn) return;
    const unsent = this.port.unsent();
    const isEmpty = unsent.items.length === 0 && unsent.drafts.length === 0;
    const name = this.port.device;
    this.queue(() => (isEmpty ? this.archive.write([], [['outbox', name]]) : this.archive.write([['outbox', name, unsent]])));
  }

  private queue(write: () => Promise<void>): void {
    this.line = this.line.then(async () => {
      if (!this.isOn) return;
      try {
        await write();
      } catch (error) {
        this.failed(error);
      }
    });
  }

  /** What could not be written is written whole with the next change; a full disk does not stop the page. */
  private failed(error: unknown): void {
    this.dirt.noteAll();
    if (!this.isOn) return;
    if (!(error instanceof CopyReplaced)) return this.show({ state: 'failed' });
    this.archive.forgetKey();
    this.wait();
    this.noteUnsent();
  }

  /** Fills the state. What cannot be read after all is dropped whole. */
  private fill(opened: Opened): void {
    const meta = opened.get('meta')?.get('state');
    if (meta === undefined) return;
    try {
      putMeta(this.state, meta);
      for (const rows of opened.get('rows')?.values() ?? []) putRows(this.state, rows);
      for (const [chat, held] of opened.get('held') ?? []) putHeld(this.state, chat, held);
    } catch {
      this.state.clear();
      this.state.epoch = this.state.space = this.state.catalogue = null;
      return;
    }
    this.port.loaded();
  }

  /** Takes over what ended pages had not got through. Their locks tell that they have ended. */
  private async takeOver(): Promise<void> {
    try {
      for (const device of await this.archive.names('outbox')) {
        if (device === this.port.device || !this.isOn) continue;
        const hold = await this.place.locks.tryHold(deviceLock(device));
        if (hold === null) continue;
        try {
          await this.takeOverFrom(device);
        } finally {
          hold.release();
        }
      }
    } catch {
      // Another page, or the next loading, tries again.
    }
  }

  private async takeOverFrom(device: string): Promise<void> {
    const record = await this.archive.readOne('outbox', device);
    if (record === undefined || !this.isOn) return;
    this.port.restore(readUnsent(record));
    // Theirs goes in the same moment in which it is written as ours.
    await this.archive.write([['outbox', this.port.device, this.port.unsent()]], [['outbox', device]]);
  }

  private show(change: Partial<OfflineState>): void {
    this.view = { ...this.view, ...change };
    this.port.show(this.view);
  }
}
