import type { ReactElement, ReactNode } from 'react';
import type { OutboxView } from '../../sync/views';
import { counted } from '../../ui/counted';
import { Icon } from '../../ui/Icon';
import { Spinner } from '../../ui/Spinner';
import { usePage, useSync } from '../workspace/context';
import { isAway } from './isAway';

/** Says when the server is away or has refused something, over the page so that nothing moves, and that nothing is lost by it. */
export function ConnectionBanner(): ReactElement {
  const { workspace } = usePage();
  const status = useSync('status');
  const outbox = useSync('outbox');
  const copy = useSync('offline').state === 'on' && !status.synced;
  const away = isAway(status);
  const refused = outbox.refused.length;
  const show = (): void => workspace.panel.set('outbox');
  return (
    <div role="status" aria-live="polite" className="pointer-events-none absolute inset-x-0 top-13 z-20 flex flex-col items-center gap-2 px-4">
      {away ? (
        <Pill late action={outbox.waiting === 0 ? null : ['Show', show]}>
          <Spinner /> {words(outbox, copy)}
        </Pill>
      ) : null}
      {refused > 0 ? (
        <Pill action={['Show', show]}>
          <Icon name="triangle-alert" className="text-danger" /> {`${counted(refused, 'change')} ${refused === 1 ? 'was' : 'were'} refused.`}
        </Pill>
      ) : null}
      {status.connection === 'outdated' ? (
        <Pill action={['Reload', () => window.location.reload()]}>
          <Icon name="triangle-alert" className="text-warning" /> The server is newer than this page.
        </Pill>
      ) : null}
    </div>
  );
}

interface PillProps {
  readonly late?: boolean;
  readonly action: readonly [string, () => void] | null;
  readonly children: ReactNode;
}

function Pill({ late = false, action, children }: PillProps): ReactElement {
  return (
    <div className={`${late ? 'late' : ''} pointer-events-auto flex min-h-9 max-w-full items-center gap-2.5 rounded-full border border-line bg-raised py-1 pl-3.5 pr-4 text-sm shadow-md`}>
      {children}
      {action === null ? null : (
        <button type="button" className="min-h-7 font-semibold text-accent hover:underline max-sm:min-h-9" onClick={action[1]}>{action[0]}</button>
      )}
    </div>
  );
}

function words({ waiting }: OutboxView, copy: boolean): string {
  if (waiting > 0) return `Reconnecting… ${waiting === 1 ? 'One change waits' : `${waiting.toLocaleString()} changes wait`} to be sent.`;
  return copy ? 'Reconnecting… Shown is the copy in this browser.' : 'Reconnecting… Nothing is lost.';
}
