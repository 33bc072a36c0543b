import type { Catalogue, ChatRow, DraftRow, FolderRow, Id, MessageRow } from '../contract';
import type { TextBuffer } from './textBuffer';

/** The key of a parent in `children` and `branches`: its identifier, or `""` for the root. */
export function parentKey(parent: Id | null): string {
  return parent ?? '';
}

/** What this device holds of one chat's messages. */
export class HeldChat {
  readonly rows = new Map<Id, MessageRow>();
  /** The held children of each parent, in order of creation. */
  readonly children = new Map<string, Id[]>();
  /** All children of a parent, as the pages named them: some may not be held. */
  readonly branches = new Map<string, readonly Id[]>();
  /** The parents of whom every child is in `children` or `branches`. Of the others there may be children that nobody told this device of. */
  readonly complete = new Set<string>();
  /** Rows from before the newest page was asked for, which it may not renew: they go when it comes. */
  stale: Set<Id> = new Set();
  /** Everything that changed up to this version is in `rows`; 0 for nothing. Only right while not `live`: then it is the cursor. */
  known = 0;
  /** Whether the server sends this chat's changes as they come, and sent all that came before. */
  live = false;
  /** Whether the user looks at it. */
  wanted = false;
  /** Whether the server has been told on this connection. */
  asked = false;
  /** Newest pages that are on their way. */
  pagesAwaited = 0;
  /** The version of which the newest page that came was read; 0 for none. */
  pageVersion = 0;
  /** It was closed or refused while something was on its way: until this ping is answered, what comes answers the opening before. */
  deafUntil: number | null = null;
  /** The message before which a page has been asked for. */
  earlierAwaited: Id | null = null;
  /** The server said that there is no such chat. */
  unknown = false;
}

/**
 * What the server has confirmed: rows by identifier, and how far they go. Rows are never changed, only replaced;
 * the maps around them are, so that one row among 10,000 costs the same as one among ten.
 */
export class State {
  epoch: string | null = null;
  /** Everything up to this version of the space has been applied. */
  version = 0;
  space: Id | null = null;
  catalogue: Catalogue | null = null;
  readonly chats = new Map<Id, ChatRow>();
  readonly folders = new Map<Id, FolderRow>();
  /** By chat. */
  readonly drafts = new Map<Id, DraftRow>();
  /** The versions of rows that are gone for ever, so that a late page does not bring them back. */
  readonly gone = new Map<Id, number>();
  /** The chats whose messages are held. */
  readonly held = new Map<Id, HeldChat>();
  /** Which chat a held message belongs to. */
  readonly chatOf = new Map<Id, Id>();
  /** The texts of running messages. */
  readonly texts = new Map<Id, TextBuffer>();

  row(message: Id): MessageRow | undefined {
    const chat = this.chatOf.get(message);
    return chat === undefined ? undefined : this.held.get(chat)?.rows.get(message);
  }

  /** Begins to hold a chat's messages. */
  hold(chat: Id): HeldChat {
    let held = this.held.get(chat);
    if (held === undefined) {
      held = new HeldChat();
      this.held.set(chat, held);
    }
    return held;
  }

  /** Forgets a chat's messages. */
  release(chat: Id): void {
    const held = this.held.get(chat);
    if (held === undefined) return;
    for (const id of held.rows.keys()) this.chatOf.delete(id);
    for (const [id, text] of this.texts) if (text.chat === chat) this.texts.delete(id);
    this.held.delete(chat);
  }

  /** The version up to which a chat's messages are known. */
  after(held: HeldChat): number {
    return held.live ? this.version : held.known;
  }

  /** Before a chat is asked for as if nothing were known of it: what is held stays in sight until the page comes. */
  distrust(held: HeldChat): void {
    held.stale = new Set(held.rows.keys());
    held.complete.clear();
    held.branches.clear();
  }

  /** The server no longer sends this chat's changes. */
  pause(held: HeldChat): void {
    held.known = this.after(held);
    held.live = false;
    held.asked = false;
    held.pagesAwaited = 0;
    held.earlierAwaited = null;
    held.deafUntil = null;
  }

  /** Forgets everything of the space but which chats the user looks at. */
  clear(): void {
    this.version = 0;
    this.chats.clear();
    this.folders.clear();
    this.drafts.clear();
    this.gone.clear();
    this.chatOf.clear();
    this.texts.clear();
    for (const [chat, held] of [...this.held]) {
      this.held.delete(chat);
      if (held.wanted) this.hold(chat).wanted = true;
    }
  }
}
