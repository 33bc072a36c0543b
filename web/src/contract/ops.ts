import type { Id, Rating } from './rows';

/** Adds a message under `parent` and starts its answer `reply`; makes the chat if there is none. */
export interface SendOp {
  readonly op: 'message.send';
  readonly chat: Id;
  readonly message: Id;
  readonly parent: Id | null;
  readonly text: string;
  readonly reply: Id;
  readonly model?: string;
  /** The version of the chat's draft that the device knows, which is cleared (rule 20). */
  readonly draft?: number;
}

/** Asks for another answer to `parent`. */
export interface AnswerOp {
  readonly op: 'message.answer';
  readonly chat: Id;
  readonly parent: Id;
  readonly reply: Id;
  readonly model?: string;
}

/** Goes on with an answer that ended early, after the text that it has. */
export interface ContinueOp {
  readonly op: 'message.continue';
  readonly chat: Id;
  readonly message: Id;
  readonly model?: string;
}

/** Ends a run; the text so far stays. */
export interface StopOp {
  readonly op: 'message.stop';
  readonly chat: Id;
  readonly message: Id;
}

export interface RateOp {
  readonly op: 'message.rate';
  readonly chat: Id;
  readonly message: Id;
  readonly rating: Rating;
}

/** What `chat.set` can change; only the fields that are there are changed. */
export interface ChatFields {
  readonly title?: string;
  readonly pinned?: boolean;
  readonly hidden?: boolean;
  readonly archived?: boolean;
  /** true puts the chat into the trash, false takes it out. */
  readonly deleted?: boolean;
  readonly model?: string;
  readonly folder?: Id | null;
  readonly position?: string | null;
  /** At most 20 of at most 50 characters. */
  readonly tags?: readonly string[];
  /** Somebody has looked at the answers that have ended. */
  readonly read?: true;
}

export interface ChatSetOp extends ChatFields {
  readonly op: 'chat.set';
  readonly chat: Id;
}

/** Shows the branch through `message`: the head becomes where one comes to from it by always taking the newest child. */
export interface BranchOp {
  readonly op: 'chat.branch';
  readonly chat: Id;
  readonly message: Id;
}

/** Removes a chat in the trash for ever. */
export interface PurgeOp {
  readonly op: 'chat.purge';
  readonly chat: Id;
}

/** Keeps what is written and not sent (rule 19); makes the chat if there is none. */
export interface DraftSetOp {
  readonly op: 'draft.set';
  readonly chat: Id;
  readonly text: string;
  /** The version of the draft that the text grew from; 0 for none. */
  readonly base: number;
  /** A person chose this text among those that there were. */
  readonly choose?: true;
}

/** What `folder.set` can change; only the fields that are there are changed. */
export interface FolderFields {
  readonly name?: string;
  readonly parent?: Id | null;
  readonly position?: string;
}

/** Changes a folder; makes it if there is none, which needs a name. */
export interface FolderSetOp extends FolderFields {
  readonly op: 'folder.set';
  readonly folder: Id;
}

/** Removes a folder; what is in it moves to the folder that it is in. */
export interface FolderDeleteOp {
  readonly op: 'folder.delete';
  readonly folder: Id;
}

/** An op on one chat. */
export type ChatOp = SendOp | AnswerOp | ContinueOp | StopOp | RateOp | ChatSetOp | BranchOp | PurgeOp | DraftSetOp;
export type FolderOp = FolderSetOp | FolderDeleteOp;
export type Op = ChatOp | FolderOp;

export function isFolderOp(op: Op): op is FolderOp {
  return op.op === 'folder.set' || op.op === 'folder.delete';
}

/** The chat that an op concerns; null for one that concerns a folder. */
export function chatOf(op: Op): Id | null {
  return isFolderOp(op) ? null : op.chat;
}
