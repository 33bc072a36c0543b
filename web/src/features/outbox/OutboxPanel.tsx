import type { ReactElement } from 'react';
import { counted } from '../../ui/counted';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import { usePage, useSync } from '../workspace/context';
import { RefusedView } from './RefusedView';

/** What has not got through to the server: what waits, and what was refused. */
export function OutboxPanel(): ReactElement {
  const { workspace } = usePage();
  const { waiting, refused } = useSync('outbox');
  const { connection } = useSync('status');
  return (
    <Dialog title="Not at the server" onClose={() => workspace.panel.set(null)}>
      <div className="overflow-y-auto px-5 py-4 text-sm" tabIndex={0} data-first-focus="" role="group" aria-label="Changes">
        <p className={`flex items-center gap-2.5 text-muted ${refused.length === 0 ? '' : 'mb-4'}`}>
          <Icon name={waiting === 0 ? 'check' : 'clock'} />
          {waitingWords(waiting, connection === 'online')}
        </p>
        {refused.map((change) => (
          <RefusedView key={change.id} change={change} />
        ))}
      </div>
    </Dialog>
  );
}

function waitingWords(waiting: number, online: boolean): string {
  if (waiting === 0) return 'Nothing waits to be sent.';
  const changes = counted(waiting, 'change');
  return online ? `${changes} on the way.` : `${changes} queued: sent once and in order when the server is back. A clock marks each.`;
}
