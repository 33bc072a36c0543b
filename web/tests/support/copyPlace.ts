import { Batch, CopyPlace, CopyReplaced, keyName, Locks, Shelf, StoreName, storeNames } from '../../src/sync/offline/place';
import { inTurn } from './cryptography';

/** What several pages of one browser share: a shelf in memory, and the user's choice. */
export class Browser {
  readonly stores = new Map<StoreName, Map<string, unknown>>(storeNames.map((name) => [name, new Map()]));
  on = false;
  /** Whether writing fails, as on a full disk. */
  full = false;
  shellKept = false;
  /** Whether a page has asked that the browser does not drop it. */
  persistent = false;
  /** Who holds each lock, and behind that who waits for it. */
  private readonly locks = new Map<string, Claim[]>();
  private readonly pages = new Set<Page>();

  constructor(readonly subtle: SubtleCrypto = crypto.subtle) {}

  page(): Page {
    const page = new Page(this);
    this.pages.add(page);
    return page;
  }

  read(stores: readonly StoreName[] = storeNames): ReadonlyMap<StoreName, ReadonlyMap<string, unknown>> {
    return new Map(stores.map((name) => [name, new Map(this.stores.get(name))]));
  }

  commit({ keyId, clear = [], put = [], remove = [] }: Batch): void {
    if (this.full) throw new Error('QuotaExceededError');
    const current = this.stores.get('keys')?.get(keyName) as { readonly id?: string } | undefined;
    if ((current?.id ?? null) !== keyId) throw new CopyReplaced();
    for (const store of clear) this.stores.get(store)?.clear();
    for (const [store, name] of remove) this.stores.get(store)?.delete(name);
    for (const [store, name, value] of put) this.stores.get(store)?.set(name, value);
  }

  clear(): void {
    for (const records of this.stores.values()) records.clear();
  }

  names(store: StoreName): string[] {
    return [...(this.stores.get(store)?.keys() ?? [])].sort();
  }

  /** All bytes that lie on the shelf, as text. */
  bytes(): string {
    let text = '';
    for (const [store, records] of this.stores) {
      if (store === 'keys') continue;
      for (const record of records.values()) text += new TextDecoder('latin1').decode((record as { data: ArrayBuffer }).data);
    }
    return text;
  }

  tell(on: boolean, by: Page): void {
    this.on = on;
    for (const page of this.pages) if (page !== by) page.told(on);
  }

  hold(page: Page, name: string, held: () => void): () => void {
    const claim = { page, held };
    const claims = this.locks.get(name) ?? [];
    this.locks.set(name, claims);
    // A page that has ended gets none.
    if (!page.ended) claims.push(claim);
    if (claims[0] === claim) held();
    return () => this.drop(claims, (other) => other === claim);
  }

  isHeld(name: string): boolean {
    return (this.locks.get(name)?.length ?? 0) > 0;
  }

  /** The page ends: without a word, as in a crash. */
  end(page: Page): void {
    this.pages.delete(page);
    page.ended = true;
    for (const claims of this.locks.values()) this.drop(claims, (claim) => claim.page === page);
  }

  private drop(claims: Claim[], isDropped: (claim: Claim) => boolean): void {
    const [holder] = claims;
    claims.splice(0, claims.length, ...claims.filter((claim) => !isDropped(claim)));
    if (claims[0] !== holder) claims[0]?.held();
  }
}

/** A lock that a page holds or waits for. */
interface Claim {
  readonly page: Page;
  readonly held: () => void;
}

/** One page's way to what it shares. */
export class Page implements CopyPlace {
  ended = false;
  /** Whether the shelf and the cryptography do what they are asked for only when they are moved. */
  slow = false;
  /** What the shelf has done. */
  readonly done: (keyof Shelf)[] = [];
  readonly crypto: Crypto;
  private readonly shelving: (() => void)[] = [];
  private readonly sealing: (() => void)[] = [];
  private calls: ((on: boolean) => void)[] = [];

  constructor(readonly browser: Browser) {
    this.crypto = inTurn(browser.subtle, (act) => (this.slow ? this.wait(this.sealing, act) : act()));
  }

  readonly shelf: Shelf = {
    read: (stores) => this.act('read', () => this.browser.read(stores)),
    get: (store, name) => this.act('get', () => this.browser.stores.get(store)?.get(name)),
    names: (store) => this.act('names', () => this.browser.names(store)),
    commit: (batch) => this.act('commit', () => this.browser.commit(batch)),
    clear: () => this.act('clear', () => this.browser.clear()),
  };

  readonly locks: Locks = {
    hold: (name, held) => ({ release: this.browser.hold(this, name, held) }),
    tryHold: async (name) => (this.browser.isHeld(name) ? null : { release: this.browser.hold(this, name, () => undefined) }),
  };

  readonly choice = {
    get: (): boolean => this.browser.on,
    set: (on: boolean): void => this.browser.tell(on, this),
    onChange: (call: (on: boolean) => void): void => void this.calls.push(call),
  };

  /** The shelf does what it was asked for first. Gives whether there was anything. */
  moveShelf(): boolean {
    const next = this.shelving.shift();
    next?.();
    return next !== undefined;
  }

  /** The cryptography ends one of the works that it has begun; they end in any order. */
  moveCrypto(choose: (count: number) => number): boolean {
    const [next] = this.sealing.splice(choose(this.sealing.length), 1);
    next?.();
    return next !== undefined;
  }

  idle(call: () => void): void {
    call();
  }

  persist(): void {
    this.browser.persistent = true;
  }

  keepShell(on: boolean): void {
    this.browser.shellKept = on;
  }

  told(on: boolean): void {
    for (const call of this.calls) call(on);
  }

  private async act<T>(what: keyof Shelf, act: () => T): Promise<T> {
    const noted = async (): Promise<T> => {
      this.done.push(what);
      return act();
    };
    return this.slow ? this.wait(this.shelving, noted) : noted();
  }

  /** Waits to be moved. A page that has ended hears nothing any more. */
  private wait<T>(waiting: (() => void)[], act: () => Promise<T>): Promise<T> {
    return new Promise((resolve) => waiting.push(() => (this.ended ? undefined : resolve(act()))));
  }
}
