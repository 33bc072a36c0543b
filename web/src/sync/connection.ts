import { decodeFrame, DeviceFrame, encodeFrame, HelloFrame, OutdatedError, ProtocolError, ServerFrame } from '../contract';
import type { Environment, Socket } from './environment';
import { Session, SessionAction, SessionInput, SessionPhase, SessionTimer, step, stoppedSession } from './session';

/** What a connection asks of the client and tells it. */
export interface ConnectionEvents {
  hello(): HelloFrame;
  /** A frame has come. A ProtocolError that it throws breaks the connection off. */
  frame(frame: ServerFrame): void;
  /** Whether all that was asked for has come. */
  isCaughtUp(): boolean;
  live(): void;
  lost(): void;
  /** The phase or the number of failures is another. */
  changed(): void;
}

/** Carries out what the session decides. */
export class Connection {
  private session: Session = stoppedSession;
  private socket: Socket | null = null;
  private readonly timers = new Map<SessionTimer, () => void>();
  private stopWaking: (() => void) | null = null;
  /** What had not left when the deadline was set, in bytes. */
  private unsent = 0;
  /** When the next attempt begins; null unless one is waited for. */
  retryAt: number | null = null;

  constructor(
    private readonly environment: Environment,
    private readonly events: ConnectionEvents,
  ) {}

  get phase(): SessionPhase {
    return this.session.phase;
  }

  get failures(): number {
    return this.session.failures;
  }

  start(): void {
    this.stopWaking ??= this.environment.onWake(() => this.input({ kind: 'woken' }));
    this.input({ kind: 'start' });
  }

  stop(): void {
    this.stopWaking?.();
    this.stopWaking = null;
    this.input({ kind: 'stop' });
  }

  /** Sends a frame, or does nothing while the connection is not good. */
  send(frame: DeviceFrame): void {
    if (this.session.phase === 'live') this.socket?.send(encodeFrame(frame));
  }

  private input(input: SessionInput): void {
    const before = this.session;
    const [session, actions] = step(before, input);
    this.session = session;
    if (session.phase !== 'waiting') this.retryAt = null;
    for (const action of actions) this.act(action);
    if (session.phase !== before.phase || session.failures !== before.failures) this.events.changed();
  }

  private act(action: SessionAction): void {
    switch (action.kind) {
      case 'connect':
        return this.connect();
      case 'close':
        this.socket?.close();
        this.socket = null;
        return;
      case 'hello':
        this.socket?.send(encodeFrame(this.events.hello()));
        return;
      case 'ping':
        return this.send({ type: 'ping', n: action.n });
      case 'set':
        return this.set(action.timer, action.ms);
      case 'clear':
        return this.clear(action.timer);
      case 'live':
        return this.events.live();
      case 'lost':
        return this.events.lost();
    }
  }

  private connect(): void {
    const socket: Socket = this.environment.connect({
      opened: () => this.ifCurrent(socket, () => this.input({ kind: 'opened' })),
      received: (text) => this.ifCurrent(socket, () => this.receive(text)),
      closed: () =>
        this.ifCurrent(socket, () => {
          this.socket = null;
          this.input({ kind: 'closed', random: this.environment.random() });
        }),
    });
    this.socket = socket;
  }

  private ifCurrent(socket: Socket, act: () => void): void {
    if (socket === this.socket) act();
  }

  private receive(text: string): void {
    try {
      this.input({ kind: 'heard' });
      const frame = decodeFrame(text);
      if (frame === null) return;
      this.events.frame(frame);
      if (frame.type === 'welcome') this.input({ kind: 'welcomed' });
      const { phase, failures, broken } = this.session;
      if (phase === 'live' && failures + broken > 0 && this.events.isCaughtUp()) this.input({ kind: 'caughtUp' });
    } catch (error) {
      if (error instanceof OutdatedError) this.input({ kind: 'outdated' });
      else if (error instanceof ProtocolError) this.input({ kind: 'broken', random: this.environment.random() });
      else throw error;
    }
  }

  private set(timer: SessionTimer, ms: number): void {
    this.clear(timer);
    if (timer === 'retry') this.retryAt = this.environment.now() + ms;
    if (timer === 'deadline') this.unsent = this.socket?.unsent ?? 0;
    const cancel = this.environment.after(ms, () => {
      this.timers.delete(timer);
      const sending = this.socket !== null && this.socket.unsent < this.unsent;
      this.input({ kind: 'timer', timer, random: this.environment.random(), sending });
    });
    this.timers.set(timer, cancel);
  }

  private clear(timer: SessionTimer): void {
    this.timers.get(timer)?.();
    this.timers.delete(timer);
  }
}
