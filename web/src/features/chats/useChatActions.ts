import { useMemo } from 'react';
import { usePage } from '../workspace/context';
import { ChatActions } from './chatActions';

/** What can be done to chats. */
export function useChatActions(): ChatActions {
  const page = usePage();
  return useMemo(() => new ChatActions(page), [page]);
}
