import { useEffect } from 'react';
import { isTyping } from '../../ui/focus';
import { usePage } from '../workspace/context';
import { commandsOf } from './commands';
import { pressed } from './keys';

/** Carries out commands by their keys, wherever the focus is. */
export function useShortcuts(): void {
  const page = usePage();
  useEffect(() => {
    const commands = commandsOf(page);
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const tab = numberedTab(event);
      const command = commands.find(({ keys }) => pressed(event, keys));
      if (tab !== null) page.workspace.activateAt(tab);
      else if (command === undefined || (!command.whileTyping && isTyping(event.target))) return;
      else command.run();
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [page]);
}

/** Alt and a digit: the tab at that place, from 0. */
function numberedTab(event: KeyboardEvent): number | null {
  const match = /^Digit([1-9])$/.exec(event.code);
  if (match === null || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  return Number(match[1]) - 1;
}
