import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon';
import type { IconName } from '../../ui/icons';
import type { View } from '../listing/view';
import { usePage, useSync } from '../workspace/context';

/** The foot of the sidebar: which chats are listed, and the settings. */
export function SectionSwitch({ view }: { readonly view: View }): ReactElement {
  const { workspace } = usePage();
  const counts = { archived: useSync('chats:archived').length, hidden: useSync('chats:hidden').length, trash: useSync('chats:trash').length };
  const place = (other: keyof typeof counts): Pick<PlaceProps, 'count' | 'on' | 'onClick'> => ({
    count: counts[other],
    on: view === other,
    onClick: () => workspace.listing.show(view === other ? 'active' : other),
  });
  return (
    <div className="flex select-none gap-0.5 border-t border-line px-2 py-1.5 pb-[max(0.375rem,env(safe-area-inset-bottom))]">
      <Place icon="archive" label="Archive" {...place('archived')} />
      <Place icon="eye-off" label="Hidden" {...place('hidden')} />
      <Place icon="trash" label="Trash" {...place('trash')} />
      <Place icon="settings" label="Settings" onClick={() => workspace.panel.set('settings')} />
    </div>
  );
}

interface PlaceProps {
  readonly icon: IconName;
  readonly label: string;
  readonly count?: number;
  readonly on?: boolean;
  readonly onClick: () => void;
}

function Place({ icon, label, count = 0, on, onClick }: PlaceProps): ReactElement {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={`flex min-h-11 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 rounded-lg text-xs leading-4 transition-colors ${on === true ? 'bg-accent-soft font-medium text-accent' : 'text-muted hover:bg-hover hover:text-ink'}`}
    >
      <Icon name={icon} size={16} />
      <span className="flex max-w-full items-baseline gap-1 truncate px-0.5">
        {label}
        {count === 0 ? null : <span className="text-[0.6875rem] tabular-nums">{count > 999 ? '999+' : count}</span>}
      </span>
    </button>
  );
}
