/** What happens to a connection. `random` is drawn from 0 up to 1 where a wait may follow. */
export type SessionInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'opened' }
  /** Any frame has come. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'welcomed' }
  /** All that was asked for with `hello` and since has come. */
  | { readonly kind: 'caughtUp' }
  /** The server speaks a version that this client does not. */
  | { readonly kind: 'outdated' }
  /** A frame had a shape that the protocol does not give it, or changes are missing. */
  | { readonly kind: 'broken'; readonly random: number }
  | { readonly kind: 'closed'; readonly random: number }
  /** `sending`: what was said before is still on its way out, and gets on. */
  | { readonly kind: 'timer'; readonly timer: SessionTimer; readonly random: number; readonly sending: boolean }
  /** The network is back, or the page is in sight again. */
  | { readonly kind: 'woken' };

/** `retry`: connect again; `quiet`: nothing was heard for long; `deadline`: what was waited for has not come. */
export type SessionTimer = 'retry' | 'quiet' | 'deadline';

/** What is to be done about it. Setting a timer replaces the one of that name. */
export type SessionAction =
  | { readonly kind: 'connect' }
  | { readonly kind: 'close' }
  | { readonly kind: 'hello' }
  | { readonly kind: 'ping'; readonly n: number }
  | { readonly kind: 'set'; readonly timer: SessionTimer; readonly ms: number }
  | { readonly kind: 'clear'; readonly timer: SessionTimer }
  /** What was said with `hello` and after it does not hold any more. */
  | { readonly kind: 'lost' }
  /** The connection is good. */
  | { readonly kind: 'live' };

/** `outdated` and `stopped` are left only by `start`. */
export type SessionPhase = 'stopped' | 'connecting' | 'greeting' | 'live' | 'waiting' | 'outdated';

export interface Session {
  readonly phase: SessionPhase;
  /** Connections that failed in a row, without one that has brought all that was asked for. */
  readonly failures: number;
  /** How many of them broke at a frame that this client does not understand. */
  readonly broken: number;
  /** The same since the start, whatever came in between: what is asked for only now and then may be what is not understood. */
  readonly misread: number;
  readonly pings: number;
}

export const stoppedSession: Session = { phase: 'stopped', failures: 0, broken: 0, misread: 0, pings: 0 };

/** After so long without a frame the server is asked whether it is there. */
export const quietMs = 10_000;
/** And so long it may take to say anything. */
export const pongMs = 5_000;
/** The same while a long frame leaves over a slow network: the answer waits behind it. */
export const uplinkMs = 15_000;
/** How often in a row the server may say what this client does not understand: then it never will, and the page is to be loaded again. */
const mostBroken = 2;
/** And how often in all. */
const mostMisread = 8;
/** How long connecting and the answer to `hello` may take. */
export const greetingMs = 15_000;
const firstWaitMs = 2_000;
const longestWaitMs = 30_000;

/** The longest wait before the next attempt; the wait is drawn below it (rule 18). */
export function waitLimit(failures: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failures - 1));
}

/** Decides; whoever calls it acts. */
export function step(session: Session, input: SessionInput): readonly [Session, readonly SessionAction[]] {
  switch (input.kind) {
    case 'start':
      return session.phase === 'stopped' || session.phase === 'outdated' ? connecting({ ...session, failures: 0, broken: 0, misread: 0 }) : [session, []];
    case 'stop':
      return ended(session, 'stopped');
    case 'outdated':
      return ended(session, 'outdated');
    case 'opened':
      return session.phase === 'connecting' ? [{ ...session, phase: 'greeting' }, [{ kind: 'hello' }]] : [session, []];
    case 'heard':
      return session.phase === 'live' ? [session, listening] : [session, []];
    case 'welcomed':
      return session.phase === 'greeting'
        ? [{ ...session, phase: 'live' }, [...listening, { kind: 'live' }]]
        : [session, []];
    case 'caughtUp':
      return [session.phase === 'live' ? { ...session, failures: 0, broken: 0 } : session, []];
    case 'broken':
      return isConnected(session) ? broken(session, input.random) : [session, []];
    case 'closed':
      return isConnected(session) ? failed(session, input.random, false) : [session, []];
    case 'timer':
      return timed(session, input);
    case 'woken':
      if (session.phase === 'waiting') return connecting(session);
      return session.phase === 'live' ? asking(session) : [session, []];
  }
}

const listening: readonly SessionAction[] = [
  { kind: 'clear', timer: 'deadline' },
  { kind: 'set', timer: 'quiet', ms: quietMs },
];

function timed(session: Session, { timer, random, sending }: SessionInput & { kind: 'timer' }): readonly [Session, readonly SessionAction[]] {
  switch (timer) {
    case 'retry':
      return session.phase === 'waiting' ? connecting(session) : [session, []];
    case 'quiet':
      return session.phase === 'live' ? asking(session) : [session, []];
    case 'deadline':
      if (session.phase === 'live' && sending) return [session, [{ kind: 'set', timer: 'deadline', ms: uplinkMs }]];
      return isConnected(session) ? failed(session, random, true) : [session, []];
  }
}

function isConnected(session: Session): boolean {
  return session.phase === 'connecting' || session.phase === 'greeting' || session.phase === 'live';
}

function connecting(session: Session): readonly [Session, readonly SessionAction[]] {
  return [
    { ...session, phase: 'connecting' },
    [{ kind: 'clear', timer: 'retry' }, { kind: 'connect' }, { kind: 'set', timer: 'deadline', ms: greetingMs }],
  ];
}

function asking(session: Session): readonly [Session, readonly SessionAction[]] {
  const n = session.pings + 1;
  return [
    { ...session, pings: n },
    [
      { kind: 'clear', timer: 'quiet' },
      { kind: 'ping', n },
      { kind: 'set', timer: 'deadline', ms: pongMs },
    ],
  ];
}

function broken(session: Session, random: number): readonly [Session, readonly SessionAction[]] {
  const next = { ...session, broken: session.broken + 1, misread: session.misread + 1 };
  return next.broken >= mostBroken || next.misread >= mostMisread ? ended(next, 'outdated') : failed(next, random, true);
}

function failed(session: Session, random: number, close: boolean): readonly [Session, readonly SessionAction[]] {
  const failures = session.failures + 1;
  return [
    { ...session, phase: 'waiting', failures },
    [...leaving(session, close), { kind: 'set', timer: 'retry', ms: Math.round(random * waitLimit(failures)) }],
  ];
}

function ended(session: Session, phase: 'stopped' | 'outdated'): readonly [Session, readonly SessionAction[]] {
  return [{ ...session, phase }, [...leaving(session, isConnected(session)), { kind: 'clear', timer: 'retry' }]];
}

function leaving(session: Session, close: boolean): readonly SessionAction[] {
  const actions: SessionAction[] = [
    { kind: 'clear', timer: 'quiet' },
    { kind: 'clear', timer: 'deadline' },
  ];
  if (close) actions.push({ kind: 'close' });
  if (session.phase === 'live' || session.phase === 'greeting') actions.push({ kind: 'lost' });
  return actions;
}
