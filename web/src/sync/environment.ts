import type { Id } from '../contract';

/** What a socket tells. After `closed` nothing more comes. */
export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface Socket {
  send(text: string): void;
  /** Lets go of it; no event follows. */
  close(): void;
}

/** Everything outside that the client acts on or is told by. Tests bring their own. */
export interface Environment {
  /** Names this tab to the server. */
  readonly device: Id;
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  fillRandom(buffer: Uint8Array): void;
  connect(events: SocketEvents): Socket;
  /** Calls once, after so many milliseconds. Gives what cancels it. */
  after(ms: number, call: () => void): () => void;
  /** Calls once, before the screen is drawn next, or soon when it is not drawn. */
  beforeDrawing(call: () => void): void;
  /** Calls whenever the network may be back or the page comes into sight. Gives what ends it. */
  onWake(call: () => void): () => void;
}
