import { KeyboardEvent, ReactElement, useState } from 'react';
import { Dialog } from '../../ui/Dialog';
import { stepFocus } from '../../ui/focus';
import { ShortcutList } from '../commands/ShortcutList';
import { usePage } from '../workspace/context';
import { About } from './About';
import { Appearance } from './Appearance';
import { NotificationSettings } from './NotificationSettings';
import { OfflineSettings } from './OfflineSettings';
import { ProviderSettings } from './ProviderSettings';

const pages = [
  { name: 'Providers', content: <ProviderSettings /> },
  { name: 'Appearance', content: <Appearance /> },
  { name: 'Notifications', content: <NotificationSettings /> },
  { name: 'Offline', content: <OfflineSettings /> },
  { name: 'Keyboard', content: <ShortcutList /> },
  { name: 'About', content: <About /> },
] as const;

type PageName = typeof pages[number]['name'];

/** Everything that can be set. */
export function SettingsDialog(): ReactElement {
  const { workspace } = usePage();
  const [shown, setShown] = useState<PageName>('Providers');
  const page = pages.find(({ name }) => name === shown) ?? pages[0];

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const by = ['ArrowRight', 'ArrowDown'].includes(event.key) ? 1 : ['ArrowLeft', 'ArrowUp'].includes(event.key) ? -1 : null;
    if (by === null) return;
    event.preventDefault();
    stepFocus(event.currentTarget, '[role="tab"]', by);
  };
  return (
    <Dialog title="Settings" wide onClose={() => workspace.panel.set(null)}>
      <div className="flex min-h-0 max-sm:flex-1 max-sm:flex-col sm:h-[min(34rem,72dvh)]">
        <div
          role="tablist"
          aria-label="Settings"
          className="flex shrink-0 gap-0.5 border-line p-2 max-sm:flex-wrap max-sm:border-b sm:w-40 sm:flex-col sm:overflow-y-auto sm:border-r"
          onKeyDown={onKeyDown}
        >
          {pages.map(({ name }) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`settings-${name}`}
              data-first-focus={name === shown ? '' : undefined}
              aria-selected={name === shown}
              aria-controls="settings-panel"
              tabIndex={name === shown ? 0 : -1}
              className={`min-h-9 rounded-lg px-3 text-left text-sm max-sm:min-h-10 ${name === shown ? 'bg-hover font-medium' : 'text-muted hover:bg-hover'}`}
              onClick={() => setShown(name)}
              onFocus={() => setShown(name)}
            >
              {name}
            </button>
          ))}
        </div>
        <div id="settings-panel" role="tabpanel" aria-labelledby={`settings-${shown}`} className="inset-focus min-h-0 flex-1 overflow-y-auto px-5 py-4">
          {page.content}
        </div>
      </div>
    </Dialog>
  );
}
