import type { Id } from '../../contract';
import type { Archive } from './archive';
import type { Hold, Locks } from './place';
import { readUnsent, Unsent } from './snapshot';

/** How long a change waits for others before it is written: nobody else has it (milliseconds). */
export const unsentMs = 100;

const deviceLock = (device: string): string => `parlance.device.${device}`;

/** What the records need of the copy and the page. */
export interface UnsentPort {
  readonly device: Id;
  readonly after: (ms: number, call: () => void) => void;
  readonly isOn: () => boolean;
  /** What this page has not got through. */
  readonly unsent: () => Unsent;
  /** Brings back what the page of that device had not got through, which has ended. */
  readonly restore: (ended: Id, unsent: Unsent) => void;
  /** Lets a writing take its turn. Gives when that is over. */
  readonly queue: (write: () => Promise<void>) => Promise<void>;
}

/** What the pages of this browser have not got through: each writes a record of its own, and takes over those of pages that are no more. */
export class UnsentRecords {
  /** How often it has changed, and up to which change it is written. */
  private changes = 0;
  private written = 0;
  private waiting = false;
  private own: Hold | null = null;
  /** Records of ended pages that are here and not yet written as ours: nobody else may take them meanwhile. */
  private readonly taken = new Map<string, Hold>();

  constructor(
    private readonly archive: Archive,
    private readonly locks: Locks,
    private readonly port: UnsentPort,
  ) {}

  /** Whether all that this page has not got through is written. */
  get isWritten(): boolean {
    return this.written === this.changes;
  }

  start(): void {
    this.own = this.locks.hold(deviceLock(this.port.device), () => undefined);
    this.note();
  }

  end(): void {
    this.own?.release();
    this.free([...this.taken.keys()]);
  }

  /** Something on its way, or being typed, is other. */
  note(): void {
    this.changes += 1;
    this.wait();
  }

  /** Writes soon. */
  wait(): void {
    if (this.waiting || !this.port.isOn()) return;
    this.waiting = true;
    this.port.after(unsentMs, () => void this.write());
  }

  /** Writes now, or as soon as the writings before it are done: what is unsent then, and no older state of it. */
  write(): Promise<void> {
    this.waiting = false;
    const { device } = this.port;
    return this.port.queue(async () => {
      const { changes } = this;
      const unsent = this.port.unsent();
      const isEmpty = unsent.items.length === 0 && unsent.drafts.length === 0;
      const taken = [...this.taken.keys()];
      const gone = isEmpty ? [device, ...taken] : taken;
      // Theirs go in the same moment in which they are written as ours.
      await this.archive.write(
        isEmpty ? [] : [['outbox', device, unsent]],
        gone.map((name) => ['outbox', name] as const),
      );
      this.written = changes;
      this.free(taken);
    });
  }

  /** Takes over what ended pages had not got through. Their locks tell that they have ended. */
  async takeOver(): Promise<void> {
    for (const device of await this.archive.names('outbox')) {
      if (device === this.port.device || !this.port.isOn()) continue;
      const hold = await this.locks.tryHold(deviceLock(device));
      if (hold === null) continue;
      if (await this.restore(device)) this.taken.set(device, hold);
      else hold.release();
    }
    if (this.taken.size > 0) await this.write();
  }

  private async restore(device: string): Promise<boolean> {
    try {
      const record = await this.archive.readOne('outbox', device);
      if (record === undefined || !this.port.isOn()) return false;
      this.port.restore(device, readUnsent(record, device));
      return true;
    } catch {
      // Damaged, or of another build: it stays for one that can read it.
      return false;
    }
  }

  private free(devices: readonly string[]): void {
    for (const device of devices) {
      this.taken.get(device)?.release();
      this.taken.delete(device);
    }
  }
}
