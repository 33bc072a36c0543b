import { CopyKey, CopyPlace, keyName, StoreName, storeNames } from './place';
import { makeKey, open, seal } from './seal';

/** A record before it is sealed: its store, its name, its contents. */
export type Plain = readonly [Exclude<StoreName, 'keys'>, string, unknown];

/** All that a copy says, opened. */
export type Opened = ReadonlyMap<StoreName, ReadonlyMap<string, unknown>>;

/** Records, sealed on their way in and opened on their way out. */
export class Archive {
  private key: CopyKey | null = null;

  constructor(private readonly place: CopyPlace) {}

  /** Everything that is there. null when there is nothing, or nothing that can be read: then it is wiped. */
  async read(): Promise<Opened | null> {
    const stored = await this.place.shelf.read();
    const key = asKey(stored.get('keys')?.get(keyName));
    if (key === null) return null;
    try {
      const opened = await this.openAll(key, stored);
      this.key = key;
      return opened;
    } catch {
      // Another form, another key, or damaged: it is only a copy.
      await this.wipe();
      return null;
    }
  }

  /** Takes the key that is there, or makes one and begins anew. */
  async begin(): Promise<CopyKey> {
    const stored = await this.place.shelf.read();
    let key = asKey(stored.get('keys')?.get(keyName));
    if (key === null) {
      key = await makeKey(this.place.crypto);
      await this.place.shelf.commit({ keyId: null, clear: storeNames, put: [['keys', keyName, key]] });
    }
    this.key = key;
    return key;
  }

  /** Writes records and takes others away, together. @throws CopyReplaced when the key is another, or was never there. */
  async write(records: readonly Plain[], removed: readonly (readonly [StoreName, string])[] = [], clear: readonly StoreName[] = []): Promise<void> {
    const key = this.key ?? (await this.begin());
    // Written down now, whatever changes while the browser seals it.
    const plain = records.map(([store, name, value]) => [store, name, JSON.stringify(value)] as const);
    const put = await Promise.all(
      plain.map(async ([store, name, json]) => [store, name, await seal(this.place.crypto, key, `${store}/${name}`, json)] as const),
    );
    await this.place.shelf.commit({ keyId: key.id, put, remove: removed, clear });
  }

  /** The record of that name as it is now; undefined when it is gone. */
  async readOne(store: StoreName, name: string): Promise<unknown> {
    const key = this.key ?? (await this.begin());
    const record = (await this.place.shelf.read()).get(store)?.get(name);
    return record === undefined ? undefined : open(this.place.crypto, key, `${store}/${name}`, record);
  }

  async names(store: StoreName): Promise<readonly string[]> {
    return [...((await this.place.shelf.read()).get(store)?.keys() ?? [])];
  }

  /** Nothing is left, and without its key nothing that was there can be read. */
  async wipe(): Promise<void> {
    this.key = null;
    await this.place.shelf.commit({ keyId: null, clear: storeNames });
  }

  /** The key is looked up again before the next writing. */
  forgetKey(): void {
    this.key = null;
  }

  private async openAll(key: CopyKey, stored: Opened): Promise<Opened> {
    const stores = storeNames.filter((store) => store !== 'keys');
    const opened = stores.map(async (store) => {
      const records = [...(stored.get(store) ?? [])].map(
        async ([name, record]) => [name, await open(this.place.crypto, key, `${store}/${name}`, record)] as const,
      );
      return [store, new Map(await Promise.all(records))] as const;
    });
    return new Map(await Promise.all(opened));
  }
}

function asKey(value: unknown): CopyKey | null {
  const record = value as { readonly id?: unknown; readonly key?: unknown } | undefined;
  return typeof record?.id === 'string' && record.key !== undefined ? (record as CopyKey) : null;
}

