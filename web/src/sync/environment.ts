import type { Id } from '../contract';
import type { CopyPlace } from './offline/place';

/** What a socket tells. After `closed` nothing more comes. */
export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(): void;
}

export interface Socket {
  send(text: string): void;
  /** Bytes that it was given and that have not left yet. */
  readonly unsent: number;
  /** Lets go of it; no event follows. */
  close(): void;
}

/** Everything outside that the client acts on or is told by. Tests bring their own. */
export interface Environment {
  /** Names this page to the server: another one each time that it is loaded. */
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
  /** Calls whenever the page goes out of sight or is left: perhaps for ever. Gives what ends it. */
  onHide(call: () => void): () => void;
  /** Where an encrypted copy can be kept; left out where there is no such place. */
  readonly copyPlace?: CopyPlace;
}
