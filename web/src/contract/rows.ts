import type { Problem } from './problem';

/** A UUID of version 7 in lower case, made by the device that creates the thing. */
export type Id = string;

/** Milliseconds since 1970, by the server's clock. */
export type Timestamp = number;

/** A row of which the server may be unable to open the text. */
interface Damageable {
  /** Stands only in a damaged row: what cannot be read of it is empty. */
  readonly problem?: Problem;
}

/** One conversation, without its messages. */
export interface ChatRow extends Damageable {
  readonly kind: 'chat';
  readonly id: Id;
  /** 0 only in rows that this device made up and the server has not confirmed. */
  readonly version: number;
  /** Empty until the first message names it: such a chat holds a draft alone; or damaged. */
  readonly title: string;
  /** The last message of the branch that is shown. */
  readonly head: Id | null;
  readonly pinned: boolean;
  readonly hidden: boolean;
  readonly archived: boolean;
  /** The folder that it is in; null at the top. */
  readonly folder: Id | null;
  /** Its place among its neighbours in the folder, compared byte by byte; null: after them, by time. */
  readonly position: string | null;
  /** Words of the user's. */
  readonly tags: readonly string[];
  /** An answer has ended that nobody has looked at. */
  readonly unread: boolean;
  /** The model that the next answer is asked from; null for the default. */
  readonly model: string | null;
  readonly created: Timestamp;
  /** The time of the last message. */
  readonly updated: Timestamp;
  /** When it went to the trash; null while it is not there. */
  readonly deleted: Timestamp | null;
  /** The answers that are being written now. */
  readonly running: readonly Id[];
}

export type Role = 'user' | 'assistant' | 'system';

/** `stopped` by the user, `interrupted` by the death of its server; `pending` and `processing` are running. */
export type MessageStatus = 'done' | 'pending' | 'processing' | 'stopped' | 'interrupted' | 'error';

/** What an answer took. Tokens, and milliseconds from the request. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly first_ms: number;
  readonly total_ms: number;
}

export type Rating = -1 | 0 | 1;

/** One message of a chat's tree. */
export interface MessageRow {
  readonly kind: 'message';
  readonly id: Id;
  /** 0 only in rows that this device made up and the server has not confirmed. */
  readonly version: number;
  readonly chat: Id;
  /** null at the root. */
  readonly parent: Id | null;
  readonly role: Role;
  readonly status: MessageStatus;
  /** Empty while the message runs: then its text comes as deltas. */
  readonly text: string;
  /** The model that wrote it. */
  readonly model: string | null;
  readonly created: Timestamp;
  readonly finished: Timestamp | null;
  readonly usage: Usage | null;
  /** Why it failed, or that it is damaged; else null. */
  readonly problem: Problem | null;
  readonly rating: Rating;
}

/** A text with the device that wrote it. */
export interface DraftPiece {
  readonly device: Id;
  readonly text: string;
}

/** What is written in a chat and not sent. An empty text without others is no draft. */
export interface DraftRow extends DraftPiece, Damageable {
  readonly kind: 'draft';
  /** The chat's. */
  readonly id: Id;
  readonly version: number;
  /** What other devices have written without knowing of it (rule 19). */
  readonly others: readonly DraftPiece[];
  readonly updated: Timestamp;
}

/** A folder of chats; folders nest. */
export interface FolderRow extends Damageable {
  readonly kind: 'folder';
  readonly id: Id;
  /** 0 only in rows that this device made up and the server has not confirmed. */
  readonly version: number;
  readonly name: string;
  /** The folder that it is in; null at the top. */
  readonly parent: Id | null;
  /** Its place among its neighbours, compared byte by byte. */
  readonly position: string;
  readonly created: Timestamp;
}

/** What remains of a row that is gone for ever. A chat takes its messages and its draft with it. */
export interface GoneRow {
  readonly kind: 'gone';
  readonly of: 'chat' | 'folder' | 'message';
  readonly id: Id;
  readonly version: number;
}

export type Row = ChatRow | MessageRow | DraftRow | FolderRow | GoneRow;

/** Whether the server cannot open the text of a row any more. */
export function isDamaged(row: { readonly problem?: Problem | null }): boolean {
  return row.problem?.code === 'unreadable';
}

/** Whether a message is still being written. */
export function isRunning(message: MessageRow): boolean {
  return message.status === 'pending' || message.status === 'processing';
}
