import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from 'react';
import type { Notifications } from '../../notify';
import type { SyncClient } from '../../sync';
import type { Key, Snapshot } from '../../sync/views';
import type { Workspace } from './workspace';

/** What every part of the page reaches: the store, the page's own state, and the system's notifications. */
export interface Page {
  readonly client: SyncClient;
  readonly workspace: Workspace;
  readonly notifications: Notifications;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('A part of the page was drawn outside of it.');
  return page;
}

/** What the store has under a key, drawn again whenever that changes. */
export function useSync<K extends Key>(key: K): Snapshot<K> {
  const { client } = usePage();
  const subscribe = useCallback((reader: () => void) => client.subscribe(key, reader), [client, key]);
  return useSyncExternalStore(subscribe, () => client.get(key));
}

/** What the store has under several keys, in their order; the same list as long as nothing of it changed. */
export function useSyncAll<K extends Key>(keys: readonly K[]): readonly Snapshot<K>[] {
  const { client } = usePage();
  const id = keys.join(' ');
  const last = useRef<readonly Snapshot<K>[]>([]);
  const subscribe = useCallback(
    (reader: () => void) => {
      const ends = keys.map((key) => client.subscribe(key, reader));
      return () => ends.forEach((end) => end());
    },
    // The keys are the same when their words are.
    [client, id],
  );
  return useSyncExternalStore(subscribe, () => {
    const now = keys.map((key) => client.get(key));
    const same = now.length === last.current.length && now.every((value, index) => value === last.current[index]);
    if (!same) last.current = now;
    return last.current;
  });
}
