import type { ReactElement } from 'react';
import { useCell } from '../../ui/cell';
import { Icon } from '../../ui/Icon';
import type { IconName } from '../../ui/icons';
import type { Theme } from '../../ui/theme';
import { usePage } from '../workspace/context';
import { draftPauses } from '../workspace/workspace';

const themes: readonly { readonly theme: Theme; readonly label: string; readonly icon: IconName }[] = [
  { theme: 'system', label: 'System', icon: 'monitor' },
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
];

const pauseWords: Readonly<Record<typeof draftPauses[number], string>> = { 200: '0.2 seconds', 400: '0.4 seconds', 1000: '1 second', 3000: '3 seconds' };

/** How the page looks, what Enter does, and when drafts are saved. */
export function Appearance(): ReactElement {
  const { workspace } = usePage();
  const pause = useCell(workspace.draftPause);
  const chosen = useCell(workspace.theme.theme);
  const enterSends = useCell(workspace.enterKey) === 'send';
  return (
    <div className="flex flex-col gap-6 text-sm">
      <fieldset>
        <legend className="mb-2 font-medium">Theme</legend>
        <div className="grid grid-cols-3 gap-2">
          {themes.map(({ theme, label, icon }) => (
            <label
              key={theme}
              className="flex min-h-20 cursor-pointer flex-col items-center justify-center gap-2 rounded-xl border border-line hover:bg-hover has-[:checked]:border-accent has-[:checked]:bg-accent-soft has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent"
            >
              <input
                type="radio"
                name="theme"
                className="sr-only"
                checked={chosen === theme}
                onChange={() => workspace.theme.choose(theme)}
              />
              <Icon name={icon} size={20} className={chosen === theme ? 'text-accent' : 'text-muted'} />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      <label className="flex cursor-pointer items-start gap-3">
        <input
          type="checkbox"
          className="mt-0.5 size-4 accent-accent"
          checked={enterSends}
          onChange={(event) => workspace.enterKey.set(event.target.checked ? 'send' : 'line')}
        />
        <span>
          <span className="block font-medium">Enter sends the message</span>
          <span className="text-muted">Otherwise Enter starts a new line, and Ctrl or ⌘ with Enter sends.</span>
        </span>
      </label>
      <label className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span>
          <span className="block font-medium">Save drafts after a pause of</span>
          <span className="text-muted">They follow you to your other windows then.</span>
        </span>
        <select
          className="field w-auto! py-1!"
          value={pause}
          onChange={(event) => {
            const chosenPause = draftPauses.find((each) => each === event.target.value);
            if (chosenPause !== undefined) workspace.draftPause.set(chosenPause);
          }}
        >
          {draftPauses.map((each) => (
            <option key={each} value={each}>{pauseWords[each]}</option>
          ))}
        </select>
      </label>
    </div>
  );
}
