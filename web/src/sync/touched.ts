import type { Id } from '../contract';

/** What one or more frames changed, so that only those who look at it are told. */
export class Touched {
  /** Chat rows. */
  readonly chats = new Set<Id>();
  /** Chats whose messages are others, or hang together otherwise, or whose loading went on. */
  readonly trees = new Set<Id>();
  readonly messages = new Set<Id>();
  /** Messages whose running text grew, ended or went. */
  readonly texts = new Set<Id>();
  /** Chats whose draft is another. */
  readonly drafts = new Set<Id>();
  readonly folders = new Set<Id>();
}
