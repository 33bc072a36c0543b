import type { ReactElement } from 'react';
import type { Section } from '../../sync/views';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import type { IconName } from '../../ui/icons';
import { usePage, useSync } from '../workspace/context';

interface Props {
  readonly section: Section;
  readonly onSwitch: (section: Section) => void;
}

/** The foot of the sidebar: which chats are listed, and the settings. */
export function SectionSwitch({ section, onSwitch }: Props): ReactElement {
  const { workspace } = usePage();
  const hidden = useSync('chats:hidden').length;
  const trash = useSync('chats:trash').length;
  const toggle = (other: Section) => (): void => onSwitch(section === other ? 'active' : other);
  return (
    <div className="flex items-center gap-1 border-t border-line px-2 py-1.5 pb-[max(0.375rem,env(safe-area-inset-bottom))]">
      <Switch icon="eye-off" label="Hidden" count={hidden} on={section === 'hidden'} onClick={toggle('hidden')} />
      <Switch icon="trash" label="Trash" count={trash} on={section === 'trash'} onClick={toggle('trash')} />
      <span className="flex-1" />
      <IconButton icon="settings" label="Settings" onClick={() => workspace.panel.set('settings')} />
    </div>
  );
}

interface SwitchProps {
  readonly icon: IconName;
  readonly label: string;
  readonly count: number;
  readonly on: boolean;
  readonly onClick: () => void;
}

function Switch({ icon, label, count, on, onClick }: SwitchProps): ReactElement {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={`flex min-h-9 items-center gap-1.5 rounded-lg px-2 text-sm transition-colors max-sm:min-h-10 ${on ? 'bg-accent-soft font-medium text-accent' : 'text-muted hover:bg-hover hover:text-ink'}`}
    >
      <Icon name={icon} size={15} />
      {label}
      {count === 0 ? null : <span className="text-xs tabular-nums opacity-80">{count > 999 ? '999+' : count}</span>}
    </button>
  );
}
