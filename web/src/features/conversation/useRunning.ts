import { Id, isRunning } from '../../contract';
import { useSync } from '../workspace/context';

/** The answer that is being written at the end of the branch that a chat shows, or null. */
export function useRunning(chat: Id | null): Id | null {
  const { entries } = useSync(`branch:${chat ?? ''}`);
  const last = entries[entries.length - 1]?.id ?? null;
  const message = useSync(`message:${last ?? ''}`);
  return message !== null && isRunning(message) ? message.id : null;
}
