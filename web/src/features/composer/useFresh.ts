import type { Id } from '../../contract';
import { usePage, useSync } from '../workspace/context';

/** Whether a tab shows a new chat: one that is not there yet, or that holds a draft alone. */
export function useFresh(chat: Id | null): boolean {
  const { workspace } = usePage();
  const row = useSync(`chat:${chat ?? ''}`);
  if (chat === null) return true;
  return row === null ? workspace.hasBegun(chat) : row.head === null && row.title === '';
}
