import type { ReactElement } from 'react';
import { Dialog } from '../../ui/Dialog';
import { usePage } from '../workspace/context';
import { ShortcutList } from './ShortcutList';

/** What the keyboard can do. */
export function ShortcutsDialog(): ReactElement {
  const { workspace } = usePage();
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => workspace.panel.set(null)}>
      <div className="inset-focus min-h-0 flex-1 overflow-y-auto px-5 py-2" tabIndex={0} data-first-focus="" role="group" aria-label="Shortcuts">
        <ShortcutList />
      </div>
    </Dialog>
  );
}
