import type { ReactElement } from 'react';
import type { Id } from '../../contract';
import { useSync } from '../workspace/context';

/** How safe the draft is. Nothing is said when it is at the server, or will be in a moment. */
export function DraftState({ chat }: { readonly chat: Id }): ReactElement | null {
  const { state, problem, text, damaged } = useSync(`draft:${chat}`);
  const { connection } = useSync('status');
  if (damaged) return <p role="alert" className="min-w-0 truncate text-xs text-danger">The draft of this chat is damaged and cannot be read.</p>;
  if (state === 'refused' && problem !== null) return <p role="alert" className="min-w-0 truncate text-xs text-danger" title={problem.message}>{`Draft not saved: ${problem.message}`}</p>;
  if (state === 'saved' || text === '' || connection === 'online') return null;
  return <p className="late min-w-0 truncate text-xs text-muted">Draft kept in this window until the server is back</p>;
}
