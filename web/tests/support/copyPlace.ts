import { Batch, CopyPlace, CopyReplaced, keyName, Locks, Shelf, StoreName, storeNames } from '../../src/sync/offline/place';

/** What several pages of one browser share: a shelf in memory, and the user's choice. */
export class Browser {
  readonly stores = new Map<StoreName, Map<string, unknown>>(storeNames.map((name) => [name, new Map()]));
  on = false;
  /** Whether writing fails, as on a full disk. */
  full = false;
  shellKept = false;
  private readonly held = new Map<string, { readonly page: Page; readonly next: (() => void)[] }>();
  private readonly pages = new Set<Page>();

  page(): Page {
    const page = new Page(this);
    this.pages.add(page);
    return page;
  }

  read(): ReadonlyMap<StoreName, ReadonlyMap<string, unknown>> {
    return new Map([...this.stores].map(([name, records]) => [name, new Map(records)]));
  }

  commit({ keyId, clear = [], put = [], remove = [] }: Batch): void {
    if (this.full) throw new Error('QuotaExceededError');
    const current = this.stores.get('keys')?.get(keyName) as { readonly id?: string } | undefined;
    if (keyId !== null && current?.id !== keyId) throw new CopyReplaced();
    for (const store of clear) this.stores.get(store)?.clear();
    for (const [store, name] of remove) this.stores.get(store)?.delete(name);
    for (const [store, name, value] of put) this.stores.get(store)?.set(name, value);
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
    const lock = this.held.get(name);
    const take = (): void => {
      this.held.set(name, { page, next: this.held.get(name)?.next ?? [] });
      held();
    };
    if (lock === undefined) take();
    else lock.next.push(take);
    return () => this.letGo(page, name, take);
  }

  isHeld(name: string): boolean {
    return this.held.has(name);
  }

  /** The page ends: without a word, as in a crash. */
  end(page: Page): void {
    this.pages.delete(page);
    page.ended = true;
    for (const [name, lock] of [...this.held]) if (lock.page === page) this.letGo(page, name);
  }

  private letGo(page: Page, name: string, waiting?: () => void): void {
    const lock = this.held.get(name);
    if (lock === undefined) return;
    const at = waiting === undefined ? -1 : lock.next.indexOf(waiting);
    if (at >= 0) lock.next.splice(at, 1);
    else if (lock.page === page) {
      this.held.delete(name);
      const next = lock.next.shift();
      if (next === undefined) return;
      this.held.set(name, { page, next: lock.next });
      next();
    }
  }
}

/** One page's way to what it shares. */
export class Page implements CopyPlace {
  ended = false;
  readonly crypto = crypto;
  private calls: ((on: boolean) => void)[] = [];

  constructor(readonly browser: Browser) {}

  readonly shelf: Shelf = {
    read: async () => this.browser.read(),
    commit: async (batch) => {
      if (!this.ended) this.browser.commit(batch);
    },
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

  idle(call: () => void): void {
    call();
  }

  keepShell(on: boolean): void {
    this.browser.shellKept = on;
  }

  told(on: boolean): void {
    for (const call of this.calls) call(on);
  }
}

/** Lets what waits for the browser's cryptography go on. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise<void>((resolve) => setTimeout(resolve, 1));
}
