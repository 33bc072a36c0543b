import type { ReactElement } from 'react';
import { isAway } from '../connection/isAway';
import { useSync } from '../workspace/context';

/** Where messages will be: at the bottom, as they will be. Nothing is on its way while the server is away. */
export function MessageSkeleton(): ReactElement {
  if (isAway(useSync('status'))) {
    return (
      <div role="status" className="late flex flex-1 flex-col items-center justify-center gap-2 px-6 text-center">
        <p className="text-lg font-semibold">This chat is on the server alone</p>
        <p className="max-w-sm text-muted">Its messages are shown as soon as the server is back. What you write is sent then.</p>
      </div>
    );
  }
  return (
    <div
      role="status"
      aria-label="Messages are being fetched"
      className="late mx-auto flex w-full max-w-[49rem] flex-1 flex-col justify-end gap-3 px-6 pb-14"
    >
      <div className="skeleton ml-auto h-10 w-2/5 rounded-2xl" />
      <div className="skeleton mt-4 h-4 w-11/12" />
      <div className="skeleton h-4 w-full" />
      <div className="skeleton h-4 w-3/4" />
    </div>
  );
}
