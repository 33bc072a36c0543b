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
  ['Close what is open', 'Esc'],
];

/** Every shortcut. */
export function ShortcutList(): ReactElement {
  const commands = commandsOf(usePage()).map(({ title, keys }) => [title, keys] as const);
  return (
    <dl className="divide-y divide-line text-sm">
      {[...commands, ...fixed].map(([title, keys]) => (
        <div key={title + keys} className="flex min-h-10 items-center justify-between gap-4 py-1.5">
          <dt>{title}</dt>
          <dd><Keys keys={formatKeys(keys)} /></dd>
        </div>
      ))}
    </dl>
  );
}
