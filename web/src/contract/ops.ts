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
  /** true puts the chat into the trash, false takes it out. */
  readonly deleted?: boolean;
  readonly model?: string;
}

export interface ChatSetOp extends ChatFields {
  readonly op: 'chat.set';
  readonly chat: Id;
}

/** Shows the branch through `message`: the head becomes the newest leaf under it. */
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

export type Op = SendOp | AnswerOp | ContinueOp | StopOp | RateOp | ChatSetOp | BranchOp | PurgeOp;
