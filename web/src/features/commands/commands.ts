import type { IconName } from '../../ui/icons';
import { editLast } from '../conversation/editLast';
import { stopShown } from '../conversation/stopShown';
import type { Page } from '../workspace/context';

/** Something that the keyboard can do anywhere on the page. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly keys?: string;
  /** Works while a text is being written, too. */
  readonly whileTyping: boolean;
  readonly run: () => void;
}

/** Every command, in the order in which they are listed. */
export function commandsOf(page: Page): readonly Command[] {
  const { workspace } = page;
  const always = { whileTyping: true };
  return [
    { ...always, id: 'palette', title: 'Go to a chat, or do something', icon: 'command', keys: 'Mod+K', run: () => workspace.togglePanel('palette') },
    { ...always, id: 'new', title: 'New chat', icon: 'square-pen', keys: 'Alt+N', run: () => workspace.newChat() },
    { ...always, id: 'search', title: 'Search all messages', icon: 'search', keys: 'Mod+Shift+F', run: () => workspace.togglePanel('search') },
    { ...always, id: 'next', title: 'Next tab', icon: 'chevron-right', keys: 'Alt+]', run: () => workspace.step(1) },
    { ...always, id: 'previous', title: 'Previous tab', icon: 'chevron-left', keys: 'Alt+[', run: () => workspace.step(-1) },
    { ...always, id: 'close', title: 'Close this tab', icon: 'x', keys: 'Alt+W', run: () => workspace.close(workspace.activeTab.key) },
    { ...always, id: 'stop', title: 'Stop the answer', icon: 'square', keys: 'Mod+.', run: () => stopShown(page) },
    { ...always, id: 'edit', title: 'Edit your last message', icon: 'pencil', keys: 'Alt+E', run: () => editLast(page) },
    { ...always, id: 'write', title: 'Go to the composer', icon: 'message-square', keys: 'Alt+M', run: () => document.getElementById('composer')?.focus() },
    { ...always, id: 'sidebar', title: 'Show or hide the sidebar', icon: 'panel-left', keys: 'Mod+B', run: () => workspace.sidebar.set(!workspace.sidebar.get()) },
    { ...always, id: 'theme', title: 'Next theme: system, light, dark', icon: 'moon', keys: 'Alt+T', run: () => nextTheme(page) },
    { ...always, id: 'settings', title: 'Settings', icon: 'settings', keys: 'Mod+,', run: () => workspace.togglePanel('settings') },
    { id: 'shortcuts', title: 'Keyboard shortcuts', icon: 'keyboard', keys: '?', whileTyping: false, run: () => workspace.togglePanel('shortcuts') },
    { id: 'find', title: 'Search, from outside a text', icon: 'search', keys: '/', whileTyping: false, run: () => workspace.panel.set('search') },
  ];
}

function nextTheme({ workspace }: Page): void {
  workspace.toasts.show(`Theme: ${workspace.theme.turn()}`);
}
