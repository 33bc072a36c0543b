import type { ReactElement } from 'react';
import type { Waiting } from '../../sync/views';
import { counted } from '../../ui/counted';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { usePage, useSync } from '../workspace/context';
import { ChangeName } from './ChangeName';
import { RefusedView } from './RefusedView';

/** What has not got through to the server: what was refused, and what waits, in the order in which it goes. */
export function OutboxPanel(): ReactElement {
  const { workspace } = usePage();
  const { waiting, first, refused } = useSync('outbox');
  const { connection } = useSync('status');
  return (
    <Dialog title="Not at the server" onClose={() => workspace.panel.set(null)}>
      <div className="inset-focus overflow-y-auto px-5 py-4 text-sm" tabIndex={0} data-first-focus="" role="group" aria-label="Changes">
        {refused.map((change) => (
          <RefusedView key={change.id} change={change} named />
        ))}
        <p className="flex items-center gap-2.5 text-muted">
          <Icon name={waiting === 0 ? 'check' : 'clock'} />
          {waitingWords(waiting, connection === 'online')}
        </p>
        {waiting === 0 ? null : (
          <ol aria-label="What waits" className="mt-2 divide-y divide-line">
            {first.map((change) => <Line key={change.id} change={change} />)}
          </ol>
        )}
        {waiting > first.length ? <p className="pt-2 text-muted">{`And ${counted(waiting - first.length, 'more', 'more')}.`}</p> : null}
      </div>
    </Dialog>
  );
}

function Line({ change: { op, status } }: { readonly change: Waiting }): ReactElement {
  return (
    <li className="flex min-h-10 items-center gap-4 py-1.5">
      <span className="min-w-0 flex-1"><ChangeName op={op} /></span>
      <span className="text-xs text-muted">{status}</span>
    </li>
  );
}

function waitingWords(waiting: number, online: boolean): string {
  if (waiting === 0) return 'Nothing waits to be sent.';
  return `${counted(waiting, 'change')} ${online ? 'on the way.' : 'queued: sent once and in order when the server is back.'}`;
}
