import { KeyboardEvent, ReactElement } from 'react';
import { useCell } from '../../ui/cell';
import { stepFocus } from '../../ui/focus';
import { IconButton } from '../../ui/IconButton';
import { formatKeys } from '../commands/keys';
import { usePage } from '../workspace/context';
import { TabSwitcher } from './TabSwitcher';
import { TabView } from './TabView';

/** The open chats, side by side; on a narrow page, behind one button. */
export function TabStrip(): ReactElement {
  const { workspace } = usePage();
  const { open, active } = useCell(workspace.tabs);
  const sidebar = useCell(workspace.sidebar);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    stepFocus(event.currentTarget, '[role="tab"]', event.key === 'ArrowRight' ? 1 : -1);
  };
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 px-2">
      {sidebar ? <span className="hidden max-sm:block" /> : <IconButton icon="panel-left" label="Show the sidebar" keys={formatKeys('Mod+B')} onClick={() => workspace.sidebar.set(true)} />}
      <div
        role="tablist"
        aria-label="Open chats"
        className="no-scrollbar flex min-w-0 items-center gap-1 overflow-x-auto max-sm:hidden"
        onKeyDown={onKeyDown}
        // A plain wheel has no other direction.
        onWheel={(event) => event.currentTarget.scrollBy({ left: event.deltaY })}
      >
        {open.map((tab) => (
          <TabView key={tab.key} tab={tab} active={tab.key === active} />
        ))}
      </div>
      <TabSwitcher tabs={open} active={active} />
      <IconButton icon="plus" label="New chat" keys={formatKeys('Alt+N')} onClick={() => workspace.newChat()} />
    </header>
  );
}
