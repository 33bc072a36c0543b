import { RefObject, useEffect, useState } from 'react';
import type { Id } from '../../contract';
import type { Branch } from '../../sync/views';
import { useCell } from '../../ui/cell';
import type { ListHandle } from '../../ui/window/AnchoredList';
import { usePage } from '../workspace/context';

const flashTime = 2000;

/** Takes the reader to the message that was asked for, once it is here; the message that is to be marked, for a moment. */
export function useReveal(chat: Id, branch: Branch, list: RefObject<ListHandle>): Id | null {
  const { client, workspace } = usePage();
  const target = useCell(workspace.target);
  const [flashed, setFlashed] = useState<Id | null>(null);
  const wanted = target?.chat === chat ? target.message : null;
  const marked = target?.marked === true;

  useEffect(() => {
    if (wanted === null || branch.state !== 'ready') return;
    if (branch.entries.some((entry) => entry.id === wanted)) {
      workspace.target.set(null);
      if (marked) setFlashed(wanted);
      list.current?.reveal(wanted);
    } else if (branch.earlier === 'more') {
      client.loadEarlier(chat);
    }
  }, [client, workspace, chat, branch, wanted, marked, list]);

  useEffect(() => {
    if (flashed === null) return undefined;
    const timer = window.setTimeout(() => setFlashed(null), flashTime);
    return () => window.clearTimeout(timer);
  }, [flashed]);

  return flashed;
}
