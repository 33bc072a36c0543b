import { useEffect } from 'react';
import type { Id } from '../../contract';
import { usePage, useSync } from '../workspace/context';

/** Whether a tab shows a new chat: one that is not there yet, or that holds a draft alone. */
export function useFresh(chat: Id | null): boolean {
  const { workspace } = usePage();
  const row = useSync(`chat:${chat ?? ''}`);
  const known = row !== null && row.version > 0;
  useEffect(() => {
    if (known && chat !== null) workspace.noteKnown(chat);
  }, [workspace, chat, known]);
  if (chat === null) return true;
  return row === null ? workspace.hasBegun(chat) : row.head === null && row.title === '';
}
