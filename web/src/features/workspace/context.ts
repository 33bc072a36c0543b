import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { SyncClient } from '../../sync';
import type { Key, Snapshot } from '../../sync/views';
import type { Workspace } from './workspace';

/** What every part of the page reaches: the store, and the page's own state. */
export interface Page {
  readonly client: SyncClient;
  readonly workspace: Workspace;
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
