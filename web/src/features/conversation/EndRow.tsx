import type { ReactElement } from 'react';
import type { Id } from '../../contract';
import { RefusedView } from '../outbox/RefusedView';
import { useSync } from '../workspace/context';

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
