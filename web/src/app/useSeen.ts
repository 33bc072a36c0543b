import { useEffect } from 'react';
import { usePage, useSync } from '../features/workspace/context';
import type { Tab } from '../features/workspace/tabs';

/** Marks the shown chat as read while it is looked at, and writes the number of unread ones into the page's title: never their names. */
export function useSeen(tab: Tab): void {
  const { client } = usePage();
  const unread = useSync(`chat:${tab.chat ?? ''}`)?.unread === true;
  const count = useSync('unread');

  useEffect(() => {
    const { chat } = tab;
    if (!unread || chat === null) return undefined;
    const see = (): void => {
      if (document.visibilityState === 'visible') client.markRead(chat);
    };
    see();
    document.addEventListener('visibilitychange', see);
    return () => document.removeEventListener('visibilitychange', see);
  }, [client, tab, unread]);

  useEffect(() => {
    document.title = count === 0 ? 'Parlance' : `(${count}) Parlance`;
  }, [count]);
}
