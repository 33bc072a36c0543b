import { CopyKey, CopyPlace, keyName, StoreName, storeNames } from './place';
import { makeKey, open, seal } from './seal';

/** A record before it is sealed: its store, its name, its contents. */
export type Plain = readonly [Exclude<StoreName, 'keys'>, string, unknown];

/** All that a copy says of the state, opened. */
export type Opened = ReadonlyMap<StoreName, ReadonlyMap<string, unknown>>;

/** What can be had from the server again. */
const stateStores = ['meta', 'rows', 'held'] as const;

/** The form of the state's records: those of another one are not read. */
const stateForm = 1;
/** The same of what has not got through. It is nowhere else: a build with another form still reads this one. */
const outboxForm = 1;

/** Records, sealed on their way in and opened on their way out. */
export class Archive {
  private key: CopyKey | null = null;

  constructor(private readonly place: CopyPlace) {}

  /** All of the state. null when there is nothing, or nothing that can be read: then it is dropped. */
  async read(): Promise<Opened | null> {
    const stored = await this.place.shelf.read(['keys', ...stateStores]);
    const key = asKey(stored.get('keys')?.get(keyName));
    if (key === null) return null;
    try {
      const opened = stateStores.map(async (store) => {
        const records = [...(stored.get(store) ?? [])].map(
          async ([name, record]) => [name, await open(this.place.crypto, key, sealedAs(store, name), record)] as const,
        );
        return [store, new Map(await Promise.all(records))] as const;
      });
      return new Map(await Promise.all(opened));
    } catch {
      // Another form, another key, or damaged: it is only a copy.
      await this.place.shelf.commit({ keyId: key.id, clear: stateStores });
      return null;
    }
  }

  /** Takes the key that is there, or makes one and begins anew. @throws CopyReplaced when another page was faster with that. */
  async begin(): Promise<CopyKey> {
    let key = asKey(await this.place.shelf.get('keys', keyName));
    if (key === null) {
      key = await makeKey(this.place.crypto);
      await this.place.shelf.commit({ keyId: null, clear: storeNames, put: [['keys', keyName, key]] });
    }
    this.key = key;
    return key;
  }

  /** Writes records and takes others away, together. @throws CopyReplaced when the key is another, or was never there. */
  async write(records: readonly Plain[], removed: readonly (readonly [StoreName, string])[] = [], clear: readonly StoreName[] = []): Promise<void> {
    // Written down now, whatever changes while the browser seals it.
    const plain = records.map(([store, name, value]) => [store, name, JSON.stringify(value)] as const);
    const key = this.key ?? (await this.begin());
    const put = await Promise.all(
      plain.map(async ([store, name, json]) => [store, name, await seal(this.place.crypto, key, sealedAs(store, name), json)] as const),
    );
    await this.place.shelf.commit({ keyId: key.id, put, remove: removed, clear });
  }

  /** The record of that name as it is now; undefined when it is gone. @throws when it does not open. */
  async readOne(store: StoreName, name: string): Promise<unknown> {
    const key = this.key ?? (await this.begin());
    const record = await this.place.shelf.get(store, name);
    return record === undefined ? undefined : open(this.place.crypto, key, sealedAs(store, name), record);
  }

  names(store: StoreName): Promise<readonly string[]> {
    return this.place.shelf.names(store);
  }

  /** Nothing is left, and without its key nothing that was there can be read. */
  async wipe(): Promise<void> {
    this.key = null;
    await this.place.shelf.clear();
  }

  /** The key is looked up again before the next writing. */
  forgetKey(): void {
    this.key = null;
  }
}

function sealedAs(store: StoreName, name: string): string {
  return `${store === 'outbox' ? outboxForm : stateForm}/${store}/${name}`;
}

function asKey(value: unknown): CopyKey | null {
  const record = value as { readonly id?: unknown; readonly key?: unknown } | undefined;
  return typeof record?.id === 'string' && record.key !== undefined ? (record as CopyKey) : null;
}
