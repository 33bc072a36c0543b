import type { ReactElement } from 'react';
import type { Id } from '../../contract';
import { Button } from '../../ui/Button';
import { usePage, useSync } from '../workspace/context';

/** A chat in the trash can be read, but not gone on with. */
export function TrashNotice({ chat }: { readonly chat: Id }): ReactElement | null {
  const { client } = usePage();
  const row = useSync(`chat:${chat}`);
  if (row === null || row.deleted === null) return null;
  return (
    <div className="mx-auto mb-2 flex w-full max-w-[46rem] items-center gap-3 rounded-xl bg-warning-soft px-4 py-2 text-sm">
      <p className="flex-1">This chat is in the trash. Restore it to go on with it.</p>
      <Button tone="quiet" icon="rotate-ccw" onClick={() => client.restore(chat)}>Restore</Button>
    </div>
  );
}
