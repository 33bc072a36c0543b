import type { ReactElement } from 'react';

/** Where messages will be: at the bottom, as they will be. */
export function MessageSkeleton(): ReactElement {
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
