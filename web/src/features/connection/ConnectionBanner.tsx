import type { ReactElement } from 'react';
import type { Status } from '../../sync/views';
import { Icon } from '../../ui/Icon';
import { Spinner } from '../../ui/Spinner';
import { useSync } from '../workspace/context';

/** Says when the server is away, over the page so that nothing moves, and that nothing is lost by it. */
export function ConnectionBanner(): ReactElement {
  const status = useSync('status');
  const { waiting } = useSync('outbox');
  const away = isAway(status);
  return (
    <div role="status" aria-live="polite" className="pointer-events-none absolute inset-x-0 top-13 z-20 flex justify-center px-4">
      {away ? <p className={pill}><Spinner /> {words(waiting)}</p> : null}
      {status.connection === 'outdated' ? <Outdated /> : null}
    </div>
  );
}

const pill = 'late pointer-events-auto flex items-center gap-2.5 rounded-full border border-line bg-raised py-1.5 pl-3.5 pr-4 text-sm shadow-md';

/** One attempt that is under way is not worth a word; a failed one is. */
function isAway({ connection, failures }: Status): boolean {
  return connection === 'waiting' || (connection === 'connecting' && failures > 0);
}

function words(waiting: number): string {
  if (waiting === 0) return 'Reconnecting… Nothing is lost.';
  return `Reconnecting… ${waiting === 1 ? 'One change waits' : `${waiting} changes wait`} to be sent.`;
}

function Outdated(): ReactElement {
  return (
    <p className={pill}>
      <Icon name="triangle-alert" className="text-warning" />
      The server is newer than this page.
      <button
        type="button"
        className="min-h-8 font-semibold text-accent hover:underline"
        onClick={() => window.location.reload()}
      >
        Reload
      </button>
    </p>
  );
}
