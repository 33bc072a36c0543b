import { Batch, CopyReplaced, keyName, Shelf, StoreName, storeNames } from './place';

const databaseName = 'parlance';
/** Raised when the stores are others; the form of the records has a number of its own. */
const databaseVersion = 1;

/** The shelf in IndexedDB. The database is there only while a copy is, or was: opening it makes it. */
export function idbShelf(factory: IDBFactory): Shelf {
  let opened: Promise<IDBDatabase> | null = null;
  const database = (): Promise<IDBDatabase> => {
    opened ??= openDatabase(factory, () => (opened = null)).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    read: async (stores) => readAll(await database(), stores),
    get: async (store, name) => done((await database()).transaction(store).objectStore(store).get(name)),
    names: async (store) => (await done((await database()).transaction(store).objectStore(store).getAllKeys())).map(String),
    commit: async (batch) => commit(await database(), batch),
    clear: async () => change(await database(), (transaction) => storeNames.forEach((name) => transaction.objectStore(name).clear())),
  };
}

function openDatabase(factory: IDBFactory, ended: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(databaseName, databaseVersion);
    request.onupgradeneeded = () => {
      const present = request.result.objectStoreNames;
      for (const name of storeNames) if (!present.contains(name)) request.result.createObjectStore(name);
    };
    request.onsuccess = () => {
      const database = request.result;
      // Another page has a newer form, or the user clears the site: nobody is kept waiting.
      database.onversionchange = () => {
        database.close();
        ended();
      };
      database.onclose = ended;
      resolve(database);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('the database is held by another page'));
  });
}

async function readAll(database: IDBDatabase, stores: readonly StoreName[]): Promise<ReadonlyMap<StoreName, ReadonlyMap<string, unknown>>> {
  const transaction = database.transaction(stores);
  const read = stores.map(async (name) => {
    const store = transaction.objectStore(name);
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll() as IDBRequest<unknown[]>)]);
    return [name, new Map(keys.map((key, index) => [String(key), values[index]]))] as const;
  });
  return new Map(await Promise.all(read));
}

function commit(database: IDBDatabase, { keyId, clear = [], put = [], remove = [] }: Batch): Promise<void> {
  let replaced = false;
  const written = change(database, (transaction) => {
    const request = transaction.objectStore('keys').get(keyName) as IDBRequest<{ readonly id?: unknown } | undefined>;
    request.onsuccess = () => {
      replaced = (request.result?.id ?? null) !== keyId;
      if (replaced) return transaction.abort();
      for (const store of clear) transaction.objectStore(store).clear();
      for (const [store, name] of remove) transaction.objectStore(store).delete(name);
      for (const [store, name, value] of put) transaction.objectStore(store).put(value, name);
    };
  });
  return written.catch((error: unknown) => {
    throw replaced ? new CopyReplaced() : error;
  });
}

function change(database: IDBDatabase, act: (transaction: IDBTransaction) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeNames, 'readwrite');
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    act(transaction);
  });
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
