import type { ReactElement } from 'react';
import { Button } from '../../ui/Button';
import { usePage } from '../workspace/context';

/** The address names a chat that the server does not know. */
export function UnknownChat(): ReactElement {
  const { workspace } = usePage();
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-4 px-6 text-center">
      <h2 className="text-xl font-semibold">This chat is not here</h2>
      <p className="max-w-sm text-muted">It may have been deleted for ever, or the address belongs to another server.</p>
      <Button icon="plus" onClick={() => workspace.open(null)}>New chat</Button>
    </div>
  );
}
