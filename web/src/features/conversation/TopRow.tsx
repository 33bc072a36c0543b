import type { ReactElement } from 'react';
import type { Branch } from '../../sync/views';
import { Spinner } from '../../ui/Spinner';
import { isAway } from '../connection/isAway';
import { useSync } from '../workspace/context';

/** Above the oldest message that is here. Always of one height, so that nothing moves when it has nothing more to say. */
export function TopRow({ earlier }: { readonly earlier: Branch['earlier'] }): ReactElement {
  const away = isAway(useSync('status'));
  return (
    <div className="flex h-10 items-center justify-center gap-2 text-sm text-muted">
      {earlier === 'none' ? null : away ? 'Earlier messages are on the server alone' : <><Spinner /> Earlier messages</>}
    </div>
  );
}
