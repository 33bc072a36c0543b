import { ReactElement, useCallback, useState } from 'react';
import { Dot } from '../../ui/Dot';
import { Icon } from '../../ui/Icon';
import { Menu, MenuItem } from '../../ui/Menu';
import { usePage } from '../workspace/context';
import { activeTab, Tab } from '../workspace/tabs';
import { useTabState } from './useTabState';

interface Props {
  readonly tabs: readonly Tab[];
  readonly active: string;
}

/** The open chats on a narrow page: the title of the shown one, and the others behind it. */
export function TabSwitcher({ tabs, active }: Props): ReactElement {
  const { workspace } = usePage();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = useCallback(() => setAnchor(null), []);
  const shown = activeTab({ open: tabs, active });
  const { title } = useTabState(shown);
  return (
    <div className="hidden min-w-0 flex-1 max-sm:block">
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={`${title}, ${tabs.length} open`}
        className="flex min-h-10 w-full min-w-0 items-center gap-1.5 rounded-lg px-2 text-left font-medium"
        onClick={(event) => setAnchor(anchor === null ? event.currentTarget : null)}
      >
        <bdi className="truncate">{title}</bdi>
        <Icon name="chevron-down" className="text-muted" />
        {tabs.length > 1 ? <span className="rounded-full bg-hover px-2 text-xs text-muted">{tabs.length}</span> : null}
      </button>
      {anchor === null ? null : (
        <Menu anchor={anchor} label="Open chats" onClose={close}>
          {tabs.map((tab) => (
            <SwitcherItem key={tab.key} tab={tab} active={tab.key === active} />
          ))}
          <div className="mt-1 border-t border-line pt-1">
            <MenuItem icon="x" onSelect={() => workspace.close(shown.key)}>Close this chat</MenuItem>
          </div>
        </Menu>
      )}
    </div>
  );
}

function SwitcherItem({ tab, active }: { readonly tab: Tab; readonly active: boolean }): ReactElement {
  const { workspace } = usePage();
  const { title, dot } = useTabState(tab);
  return (
    <MenuItem checked={active} onSelect={() => workspace.activate(tab.key)}>
      <bdi className="truncate">{title}</bdi>
      {dot === null ? null : <Dot state={dot} />}
    </MenuItem>
  );
}
