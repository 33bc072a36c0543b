import { useMemo } from 'react';
import { useCell } from '../../ui/cell';
import { usePage, useSync, useSyncAll } from '../workspace/context';
import { ListRows } from './listRows';
import { keyOf, View } from './view';

/** The rows of a view, made anew when something of it changed. */
export function useListRows(view: View): ListRows {
  const { client, workspace } = usePage();
  const open = useCell(workspace.listing.open);
  const folders = useSync('folders');
  const list = useSync(view === 'active' ? 'chats:in:' : keyOf(view));
  const opened = view === 'active' ? [...open].filter((folder) => folders.get(folder) !== undefined) : [];
  const inside = useSyncAll(opened.map((folder) => `chats:in:${folder}` as const));
  return useMemo(() => {
    if (view !== 'active') return ListRows.plain(list);
    return ListRows.tree({
      folders,
      open,
      inside: (folder) => client.get(`chats:in:${folder}`),
      top: list,
      read: (chat) => client.get(`chat:${chat}`),
      now: Date.now(),
    });
  }, [client, view, list, folders, open, inside]);
}
