import type { ReactElement } from 'react';
import type { Id, Op } from '../../contract';
import type { Refused } from '../../sync/views';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { usePage, useSync } from '../workspace/context';

/** After the last message: what the server refused, with every word of it, and room to breathe. */
export function EndRow({ chat }: { readonly chat: Id }): ReactElement {
  const refused = useSync(`refused:${chat}`);
  return (
    <div className="mx-auto w-full max-w-[49rem] px-6 pb-8 max-sm:px-4">
      {refused.map((change) => (
        <RefusedView key={change.id} change={change} />
      ))}
    </div>
  );
}

function RefusedView({ change }: { readonly change: Refused }): ReactElement {
  const { client } = usePage();
  const { id, op, problem } = change;
  return (
    <section aria-label="Not sent" className="mb-3 rounded-xl border border-danger/40 bg-danger-soft px-4 py-3 text-sm">
      {op.op === 'message.send' ? <p className="mb-2 max-h-40 overflow-y-auto whitespace-pre-wrap text-base">{op.text}</p> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Icon name="triangle-alert" className="text-danger" />
        <p className="min-w-40 flex-1">{`${whatFailed(op)} ${problem.message}`}</p>
        <Button tone="quiet" icon="refresh-cw" onClick={() => client.retry(id)}>Try again</Button>
        <Button tone="quiet" onClick={() => client.dismiss(id)}>Dismiss</Button>
      </div>
    </section>
  );
}

function whatFailed(op: Op): string {
  switch (op.op) {
    case 'message.send':
      return 'Not sent.';
    case 'message.answer':
      return 'No new answer.';
    case 'message.continue':
      return 'Not continued.';
    default:
      return 'Not changed.';
  }
}
