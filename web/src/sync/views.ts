import type { Catalogue, ChatRow, DraftPiece, FolderRow, Id, MessageRow, Op, Problem, Space, User } from '../contract';

/** Where a chat is listed: `active` is neither hidden, nor archived, nor in the trash. */
export type Section = 'active' | 'hidden' | 'trash';

/** All lists of chats: sections, the active chats of one folder (`in:` without a folder: at the top), the active chats with a tag. */
export type ChatListName = Section | 'archived' | `in:${Id}` | `tag:${string}`;

/** A tag with the number of active chats that have it. */
export interface TagCount {
  readonly tag: string;
  readonly count: number;
}

/** The folders as they hang together, neighbours in their order. A new object whenever something of it changed. */
export interface FolderTree {
  readonly size: number;
  /** The folders that are in no other. */
  readonly top: readonly Id[];
  /** The folders in a folder; null: at the top. */
  children(folder: Id | null): readonly Id[];
  get(folder: Id): FolderRow | undefined;
  /** The way to a folder from the top, itself at the end. */
  path(folder: Id): readonly Id[];
}

/** What several windows have written in one draft without knowing of each other. */
export interface DraftConflict {
  /** This window's text. */
  readonly mine: string;
  /** The draft as the server has it, where that is another window's text. */
  readonly current: string | null;
  /** What stands beside it. */
  readonly others: readonly DraftPiece[];
}

/** What is written in a chat and not sent. */
export interface DraftView {
  /** What the composer shows. While nothing unsaved is typed here, it follows the other windows. */
  readonly text: string;
  readonly conflict: DraftConflict | null;
  /** `saved` at the server, or nothing to save; `waiting` for a pause or a connection. */
  readonly state: 'saved' | 'waiting' | 'sending' | 'refused';
  /** Why it was refused. The text stays, and the next edit tries again. */
  readonly problem: Problem | null;
  /** Something was written here that the server cannot open any more. */
  readonly damaged: boolean;
}

/** How far something of this device's has got. */
export interface Pending {
  /** `queued` until there is a connection; `sent` until the server answers. */
  readonly status: 'queued' | 'sent' | 'refused';
  /** Changes of it that are not at the server. */
  readonly count: number;
  readonly problem: Problem | null;
}

/** The encrypted copy in this browser. */
export interface OfflineState {
  /** `unavailable`: this browser cannot keep one; `failed`: it could not be written. */
  readonly state: 'unavailable' | 'off' | 'loading' | 'on' | 'failed';
  /** Whether this tab is the one that writes it. */
  readonly writer: boolean;
  /** When it was last written from here, by the device's clock. */
  readonly savedAt: number | null;
}

/** Takes back what some actions did, as one. */
export interface Undo {
  /** Changes that it takes back. */
  readonly count: number;
  undo(): void;
}

/** The state of the connection. */
export interface Status {
  /** `stopped` before `start` and after `stop`; `outdated` when the server says what this page does not understand: reload it. */
  readonly connection: 'stopped' | 'connecting' | 'online' | 'waiting' | 'outdated';
  /** While waiting: when the next attempt starts, by the device's clock. */
  readonly retryAt: number | null;
  /** Attempts that failed since the connection was last good. */
  readonly failures: number;
  /** Whether everything that the server had when it said welcome has arrived. Stays true while reconnecting. */
  readonly synced: boolean;
  readonly server: string | null;
  readonly user: User | null;
  readonly space: Space | null;
}

/** A sorted list of chats: pinned first, then by the time of the last message. A new object whenever it changed. */
export interface ChatList {
  readonly length: number;
  /** The chat at a position, in O(log n). */
  at(index: number): Id | undefined;
  slice(start: number, end: number): readonly Id[];
  /** The position of a chat, or -1. */
  indexOf(chat: Id): number;
}

/** One message of the branch that a chat shows; the same object as before when nothing of it changed. */
export interface BranchEntry {
  readonly id: Id;
  /** Its place among the children of its parent, from 0: "2 / 3" is index 1, count 3. */
  readonly index: number;
  readonly count: number;
  /** What `branch` is called with to walk to the sibling before or after; null at the end. */
  readonly previous: Id | null;
  readonly next: Id | null;
}

/** The branch that a chat shows, oldest first, as far as it has been loaded. */
export interface Branch {
  readonly entries: readonly BranchEntry[];
  /** `loading` until the newest page is here; `unknown` when the server does not know the chat (a stale link). */
  readonly state: 'loading' | 'ready' | 'unknown';
  /** Whether there are older messages: call `loadEarlier`. */
  readonly earlier: 'none' | 'more' | 'loading';
}

/** The text of a running message. A new object with each piece; `pieces` is shared and only ever grows: read `count` of them. */
export interface RunningText {
  readonly pieces: readonly string[];
  /** How many pieces there are. A reader that has seen n of them goes on with `pieces.slice(n, count)`. */
  readonly count: number;
  /** UTF-8 bytes. */
  readonly bytes: number;
  /** Whether the stream has ended; the row with the whole text follows. */
  readonly settled: boolean;
}

/** A change that the server refused, kept with everything in it until the user retries or dismisses it. */
export interface Refused {
  /** For `retry` and `dismiss`. */
  readonly id: Id;
  readonly op: Op;
  readonly problem: Problem;
}

/** A change that waits for the server. */
export interface Waiting {
  readonly id: Id;
  readonly op: Op;
  readonly status: 'queued' | 'sent';
}

/** What this device has not got through to the server. */
export interface OutboxView {
  /** How many changes wait for the server. */
  readonly waiting: number;
  /** The oldest of them. */
  readonly first: readonly Waiting[];
  readonly refused: readonly Refused[];
}

/** An answer of a chat that is not open has ended. */
export interface Notice {
  readonly chat: Id;
  readonly message: Id;
  readonly title: string;
  readonly status: MessageRow['status'];
}

/** What can be subscribed to. */
export type Key =
  | 'status'
  | 'catalogue'
  | 'outbox'
  | 'folders'
  | 'tags'
  | 'unread'
  | 'offline'
  | `chats:${ChatListName}`
  | `chat:${Id}`
  | `folder:${Id}`
  | `draft:${Id}`
  | `pending:${Id}`
  | `branch:${Id}`
  | `message:${Id}`
  | `text:${Id}`
  | `refused:${Id}`;

/**
 * What is read under a key. Always the same object as long as nothing of it changed.
 * `chat:` and `message:` are as the user sees them: with this device's own changes applied; version 0 means "not yet at the server".
 * `pending:` is told of chats, messages and folders; `unread` counts the active chats with an answer that nobody has looked at.
 * `text:` is null while nothing of the text is here. `refused:` has the refused changes of one chat.
 */
export type Snapshot<K extends Key> = K extends 'status'
  ? Status
  : K extends 'catalogue'
  ? Catalogue | null
  : K extends 'outbox'
  ? OutboxView
  : K extends 'folders'
  ? FolderTree
  : K extends 'tags'
  ? readonly TagCount[]
  : K extends 'unread'
  ? number
  : K extends 'offline'
  ? OfflineState
  : K extends `chats:${string}`
  ? ChatList
  : K extends `chat:${string}`
  ? ChatRow | null
  : K extends `folder:${string}`
  ? FolderRow | null
  : K extends `draft:${string}`
  ? DraftView
  : K extends `pending:${string}`
  ? Pending | null
  : K extends `branch:${string}`
  ? Branch
  : K extends `message:${string}`
  ? MessageRow | null
  : K extends `text:${string}`
  ? RunningText | null
  : K extends `refused:${string}`
  ? readonly Refused[]
  : never;
