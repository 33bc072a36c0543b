/** What a copy is kept in: `keys` the key, `meta` what it is a copy of, `rows` and `held` the state, `outbox` what each page has not got through. */
export type StoreName = 'keys' | 'meta' | 'rows' | 'held' | 'outbox';

export const storeNames: readonly StoreName[] = ['keys', 'meta', 'rows', 'held', 'outbox'];

/** Where the key lies, in `keys`. */
export const keyName = 'current';

/** The key of a copy. It cannot be read out, only used, and only by this origin. */
export interface CopyKey {
  /** Names it, so that a page notices when another one has replaced it. */
  readonly id: string;
  readonly key: CryptoKey;
}

/** Changes that take place together or not at all. */
export interface Batch {
  /** The key that must still be the current one; null: there must be none. */
  readonly keyId: string | null;
  readonly clear?: readonly StoreName[];
  readonly put?: readonly (readonly [StoreName, string, unknown])[];
  readonly remove?: readonly (readonly [StoreName, string])[];
}

/** The key has been replaced, or the copy was wiped: what was to be written is not to be found there. */
export class CopyReplaced extends Error {
  override readonly name = 'CopyReplaced';
}

/** A durable place with named stores of named records. */
export interface Shelf {
  /** All records of some stores, as of one moment. */
  read(stores: readonly StoreName[]): Promise<ReadonlyMap<StoreName, ReadonlyMap<string, unknown>>>;
  /** The record of that name; undefined when there is none. */
  get(store: StoreName, name: string): Promise<unknown>;
  names(store: StoreName): Promise<readonly string[]>;
  /** @throws CopyReplaced when the key is another. */
  commit(batch: Batch): Promise<void>;
  /** Empties it, whatever is in it. */
  clear(): Promise<void>;
}

/** A lock that is held, or waited for. */
export interface Hold {
  release(): void;
}

/** Locks between the pages of one browser. A page that ends lets go of all of its own. */
export interface Locks {
  /** Calls once it is held. */
  hold(name: string, held: () => void): Hold;
  /** null when somebody else holds it. */
  tryHold(name: string): Promise<Hold | null>;
}

/** What the user chose, known to all pages of this browser. */
export interface Choice {
  get(): boolean;
  set(on: boolean): void;
  /** Calls when another page changes it. */
  onChange(call: (on: boolean) => void): void;
}

/** Everything that keeping a copy needs of a browser. */
export interface CopyPlace {
  readonly shelf: Shelf;
  readonly locks: Locks;
  readonly choice: Choice;
  readonly crypto: Crypto;
  /** Calls when there is nothing more urgent to do. */
  idle(call: () => void): void;
  /** Asks the browser not to drop the copy when it runs short of room: it may hold what nobody else has. */
  persist(): void;
  /** The shell of the page is to be kept as well, or not any more. */
  keepShell(on: boolean): void;
}
