import { ProtocolError } from '../../src/contract';
import type { Environment, Socket, SocketEvents } from '../../src/sync';
import type { CopyPlace } from '../../src/sync/offline/place';

/** One connection: frames wait on the way until the test delivers them. */
export class Wire {
  /** From the device. */
  readonly up: string[] = [];
  /** From the server. */
  readonly down: string[] = [];
  state: 'opening' | 'open' | 'closed' = 'opening';
  /** Bytes from the device that have not left its machine. */
  unsent = 0;

  constructor(readonly events: SocketEvents) {}

  accept(): void {
    this.state = 'open';
    this.events.opened();
  }

  /** The network fails: whatever is on the way is lost. */
  cut(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.events.closed();
  }

  deliverDown(): void {
    const text = this.down.shift();
    if (text !== undefined && this.state === 'open') this.events.received(text);
  }
}

/** A device's surroundings under the test's hand: its clock, its timers, its network. */
export class World implements Environment {
  readonly wires: Wire[] = [];
  clock = 1_000_000;
  private timers: { readonly due: number; readonly call: () => void }[] = [];
  private drawings: (() => void)[] = [];
  private wakes = new Set<() => void>();
  private hides = new Set<() => void>();
  readonly copyPlace?: CopyPlace;

  constructor(private readonly draw: () => number = () => 0.5, readonly device = 'device-000001', copyPlace?: CopyPlace) {
    if (copyPlace !== undefined) this.copyPlace = copyPlace;
  }

  now = (): number => this.clock;
  random = (): number => this.draw();
  fillRandom = (buffer: Uint8Array): void => {
    for (let i = 0; i < buffer.length; i++) buffer[i] = Math.floor(this.draw() * 256);
  };

  connect = (events: SocketEvents): Socket => {
    const wire = new Wire(events);
    this.wires.push(wire);
    return {
      send: (text) => {
        if (wire.state !== 'open') throw new ProtocolError('sent on a wire that is not open');
        wire.up.push(text);
      },
      get unsent() {
        return wire.unsent;
      },
      close: () => {
        wire.state = 'closed';
      },
    };
  };

  after = (ms: number, call: () => void): (() => void) => {
    const timer = { due: this.clock + ms, call };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  beforeDrawing = (call: () => void): void => {
    this.drawings.push(call);
  };

  onWake = (call: () => void): (() => void) => {
    this.wakes.add(call);
    return () => void this.wakes.delete(call);
  };

  onHide = (call: () => void): (() => void) => {
    this.hides.add(call);
    return () => void this.hides.delete(call);
  };

  /** The page goes out of sight, or is left. */
  hide(): void {
    for (const call of [...this.hides]) call();
  }

  get wire(): Wire | undefined {
    const last = this.wires[this.wires.length - 1];
    return last?.state === 'closed' ? undefined : last;
  }

  wake(): void {
    for (const call of [...this.wakes]) call();
  }

  drawScreen(): void {
    const due = this.drawings;
    this.drawings = [];
    for (const call of due) call();
  }

  /** Lets time pass and calls what falls due in it, in order. */
  pass(ms: number): void {
    const end = this.clock + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.due <= end).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.clock = Math.max(this.clock, next.due);
      next.call();
    }
    this.clock = end;
  }

  /** Lets time pass up to the next timer. */
  passToNextTimer(): void {
    const due = Math.min(...this.timers.map((timer) => timer.due));
    if (Number.isFinite(due)) this.pass(Math.max(0, due - this.clock));
  }
}
