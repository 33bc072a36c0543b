import type { ReactElement } from 'react';
import { Keys } from '../../ui/Keys';
import { usePage } from '../workspace/context';
import { commandsOf } from './commands';
import { formatKeys } from './keys';

const fixed: readonly (readonly [string, string])[] = [
  ['Go to a tab by its place', 'Alt+1…9'],
  ['Send', 'Enter'],
  ['New line', 'Shift+Enter'],
  ['Edit your last message, from an empty composer', '↑'],
  ['Close what is open, or end the selection', 'Esc'],
];

const inTheList: readonly (readonly [string, string])[] = [
  ['Walk the list', '↑ ↓'],
  ['Open or close a folder', '→ ←'],
  ['Put it higher or lower', 'Alt+↑ ↓'],
  ['All that can be done with it', 'Shift+F10'],
  ['Move to a folder', 'M'],
  ['Rename', 'F2'],
  ['Delete', 'Del'],
  ['Select it, to do something with several', 'X'],
  ['Select all up to it', 'Shift+Click'],
  ['Select one more', 'Mod+Click'],
  ['Select all', 'Mod+A'],
];

/** Every shortcut. */
export function ShortcutList(): ReactElement {
  const commands = commandsOf(usePage()).map(({ title, keys }) => [title, keys] as const);
  return (
    <>
      <Shortcuts keys={[...commands, ...fixed]} />
      <h3 className="pb-1 pt-5 text-sm font-semibold">On a chat or a folder in the list</h3>
      <Shortcuts keys={inTheList} />
    </>
  );
}

function Shortcuts({ keys: all }: { readonly keys: readonly (readonly [string, string])[] }): ReactElement {
  return (
    <dl className="divide-y divide-line text-sm">
      {all.map(([title, keys]) => (
        <div key={title + keys} className="flex min-h-10 items-center justify-between gap-4 py-1.5">
          <dt>{title}</dt>
          <dd><Keys keys={formatKeys(keys)} /></dd>
        </div>
      ))}
    </dl>
  );
}
