import type { Catalogue } from './catalogue';
import type { Op } from './ops';
import type { Problem } from './problem';
import type { Id, MessageRow, MessageStatus, Row } from './rows';

export const subprotocol = 'parlance.v1';

/** Chats that a device can have open. */
export const openLimit = 100;
/** Running texts that `hello` can name; the others are read from their beginning. */
export const streamLimit = 256;

/** Everything up to `version` of the database life `epoch` has been applied. */
export interface Cursor {
  readonly epoch: string;
  readonly version: number;
}

/** The version up to which the device knows a chat's messages; 0 for nothing. */
export interface OpenChat {
  readonly chat: Id;
  readonly after: number;
}

// Frames from the device.

export interface HelloFrame {
  readonly type: 'hello';
  readonly v: 1;
  readonly device: Id;
  readonly cursor: Cursor | null;
  readonly open: readonly OpenChat[];
  /** How many UTF-8 bytes of each running text the device has. */
  readonly streams: Readonly<Record<Id, number>>;
}

export type MutateFrame = {
  readonly type: 'mutate';
  readonly id: Id;
  /** The device that made it, where another one brings it. */
  readonly device?: Id;
} & Op;

export interface OpenFrame extends OpenChat {
  readonly type: 'open';
}

export interface CloseFrame {
  readonly type: 'close';
  readonly chat: Id;
}

export interface PageRequestFrame {
  readonly type: 'page';
  readonly chat: Id;
  readonly before: Id;
}

export interface StreamFrame {
  readonly type: 'stream';
  readonly message: Id;
  readonly offset: number;
}

export interface PingFrame {
  readonly type: 'ping';
  readonly n: number;
}

export type DeviceFrame = HelloFrame | MutateFrame | OpenFrame | CloseFrame | PageRequestFrame | StreamFrame | PingFrame;

// Frames from the server.

export interface User {
  readonly id: Id;
  readonly name: string;
}

export interface Space {
  readonly id: Id;
  readonly name: string;
  readonly role: string;
  readonly version: number;
}

export interface WelcomeFrame {
  readonly type: 'welcome';
  readonly v: 1;
  /** The server's version, for people. */
  readonly server: string;
  readonly epoch: string;
  readonly mode: 'single';
  readonly user: User;
  readonly space: Space;
}

export interface ChangesFrame {
  readonly type: 'changes';
  readonly space: Id;
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
}

export interface PageFrame {
  readonly type: 'page';
  readonly chat: Id;
  /** The version that it was read at. */
  readonly version: number;
  /** null for the newest page, which ends at the head. */
  readonly before: Id | null;
  /** What to ask the next page with; null at the root. */
  readonly first: Id | null;
  /** Oldest first. */
  readonly messages: readonly MessageRow[];
  /** Children in order of creation, for each parent (`""`: the root) that has more than one. */
  readonly branches: Readonly<Record<string, readonly Id[]>>;
}

export interface DeltaFrame {
  readonly type: 'delta';
  readonly chat: Id;
  readonly message: Id;
  /** UTF-8 bytes of what came before. */
  readonly offset: number;
  readonly text: string;
}

export interface SettledFrame {
  readonly type: 'settled';
  readonly chat: Id;
  readonly message: Id;
  readonly status: MessageStatus;
  /** UTF-8 bytes in all. */
  readonly length: number;
}

export interface AckFrame {
  readonly type: 'ack';
  readonly id: Id;
  readonly version: number;
}

export interface RejectFrame {
  readonly type: 'reject';
  readonly id: Id;
  readonly problem: Problem;
}

export interface ModelsFrame extends Catalogue {
  readonly type: 'models';
}

export interface NoticeFrame {
  readonly type: 'notice';
  readonly kind: 'finished';
  readonly chat: Id;
  readonly message: Id;
  readonly title: string;
  readonly status: MessageStatus;
}

export interface ResyncFrame {
  readonly type: 'resync';
  readonly space: Id;
}

export interface ProblemFrame {
  readonly type: 'problem';
  readonly problem: Problem;
  readonly chat?: Id;
}

export interface PongFrame {
  readonly type: 'pong';
  readonly n: number;
}

export type ServerFrame =
  | WelcomeFrame
  | ChangesFrame
  | PageFrame
  | DeltaFrame
  | SettledFrame
  | AckFrame
  | RejectFrame
  | ModelsFrame
  | NoticeFrame
  | ResyncFrame
  | ProblemFrame
  | PongFrame;
