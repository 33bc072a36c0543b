import type { ReactElement } from 'react';
import { IconButton } from '../../ui/IconButton';
import { View, viewTitle } from '../listing/view';
import { usePage } from '../workspace/context';

/** Says what is listed in place of all chats, and leads back to them. */
export function ViewHeading({ view }: { readonly view: View }): ReactElement {
  const { listing } = usePage().workspace;
  return (
    <div className="flex items-center justify-between gap-2 pb-1 pl-4 pr-2">
      <h2 className="min-w-0 truncate text-xs font-medium text-muted">{viewTitle(view)}</h2>
      <IconButton icon="x" label="Back to all chats" size="small" onClick={() => listing.show('active')} />
    </div>
  );
}
