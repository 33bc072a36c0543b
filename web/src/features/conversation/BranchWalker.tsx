import type { ReactElement } from 'react';
import type { Id } from '../../contract';
import type { BranchEntry } from '../../sync/views';
import { IconButton } from '../../ui/IconButton';
import { usePage } from '../workspace/context';

interface Props {
  readonly chat: Id;
  readonly entry: BranchEntry;
}

/** Walks through the versions of a message: "‹ 2 / 3 ›". Nothing where there is only one. */
export function BranchWalker({ chat, entry }: Props): ReactElement | null {
  const { client } = usePage();
  const { index, count, previous, next } = entry;
  if (count < 2) return null;
  return (
    <div role="group" aria-label="Versions" className="flex items-center text-xs text-muted">
      <IconButton
        icon="chevron-left"
        label="Previous version"
        size="small"
        disabled={previous === null}
        onClick={() => previous !== null && client.branch(chat, previous)}
      />
      <span className="tabular-nums" aria-label={`Version ${index + 1} of ${count}`}>{index + 1} / {count}</span>
      <IconButton
        icon="chevron-right"
        label="Next version"
        size="small"
        disabled={next === null}
        onClick={() => next !== null && client.branch(chat, next)}
      />
    </div>
  );
}
