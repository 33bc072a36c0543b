import type { ReactElement } from 'react';
import { Palette } from '../features/commands/Palette';
import { ShortcutsDialog } from '../features/commands/ShortcutsDialog';
import { MoveDialog } from '../features/folders/MoveDialog';
import { OutboxPanel } from '../features/outbox/OutboxPanel';
import { SearchPanel } from '../features/search/SearchPanel';
import { SettingsDialog } from '../features/settings/SettingsDialog';
import { TagDialog } from '../features/tags/TagDialog';
import { usePage } from '../features/workspace/context';
import { useCell } from '../ui/cell';
import { Confirm } from '../ui/Confirm';

/** What lies above the page: one panel at most, and a question above that. */
export function Panels(): ReactElement {
  const { workspace } = usePage();
  const panel = useCell(workspace.panel);
  const question = useCell(workspace.question);
  return (
    <>
      {panel === 'palette' ? <Palette /> : null}
      {panel === 'search' ? <SearchPanel /> : null}
      {panel === 'settings' ? <SettingsDialog /> : null}
      {panel === 'shortcuts' ? <ShortcutsDialog /> : null}
      {panel === 'outbox' ? <OutboxPanel /> : null}
      {panel !== null && typeof panel === 'object' && 'move' in panel ? <MoveDialog moved={panel.move} /> : null}
      {panel !== null && typeof panel === 'object' && 'tags' in panel ? <TagDialog chats={panel.tags} /> : null}
      {question === null ? null : <Confirm key={question.title} question={question} onClose={() => workspace.question.set(null)} />}
    </>
  );
}
