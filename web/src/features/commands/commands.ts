import type { IconName } from '../../ui/icons';
import { nextUnread } from '../chats/nextUnread';
import { editLast } from '../conversation/editLast';
import { stopShown } from '../conversation/stopShown';
import { FolderActions } from '../folders/folderActions';
import type { Page } from '../workspace/context';

/** Something that the keyboard can do anywhere on the page. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly keys: string;
  /** Works while a text is being written, too. */
  readonly whileTyping: boolean;
  readonly run: () => void;
}

/** Every command, in the order in which they are listed. */
export function commandsOf(page: Page): readonly Command[] {
  const { workspace } = page;
  const anywhere = [
    of('palette', 'Go to a chat, or do something', 'command', 'Mod+K', () => workspace.togglePanel('palette')),
    of('new', 'New chat', 'square-pen', 'Alt+N', () => workspace.newChat()),
    of('search', 'Search all messages', 'search', 'Mod+Shift+F', () => workspace.togglePanel('search')),
    of('next', 'Next tab', 'chevron-right', 'Alt+]', () => workspace.step(1)),
    of('previous', 'Previous tab', 'chevron-left', 'Alt+[', () => workspace.step(-1)),
    of('close', 'Close this tab', 'x', 'Alt+W', () => workspace.close(workspace.activeTab.key)),
    of('unread', 'Next unread chat', 'message-square', 'Alt+U', () => nextUnread(page)),
    of('stop', 'Stop the answer', 'square', 'Mod+.', () => stopShown(page)),
    of('edit', 'Edit your last message', 'pencil', 'Alt+E', () => editLast(page)),
    of('write', 'Go to the composer', 'message-square', 'Alt+M', () => document.getElementById('composer')?.focus()),
    of('sidebar', 'Show or hide the sidebar', 'panel-left', 'Mod+B', () => workspace.sidebar.set(!workspace.sidebar.get())),
    of('folder', 'New folder', 'folder-plus', 'Alt+Shift+N', () => newFolder(page)),
    of('select', 'Select several chats', 'square-check', 'Alt+S', () => select(page)),
    of('outbox', 'What is not at the server yet', 'clock', 'Alt+Q', () => workspace.togglePanel('outbox')),
    of('theme', 'Next theme: system, light, dark', 'moon', 'Alt+T', () => nextTheme(page)),
    of('settings', 'Settings', 'settings', 'Mod+,', () => workspace.togglePanel('settings')),
  ];
  const besidesTyping = [
    of('shortcuts', 'Keyboard shortcuts', 'keyboard', '?', () => workspace.togglePanel('shortcuts')),
    of('find', 'Search, from outside a text', 'search', '/', () => workspace.panel.set('search')),
  ];
  return [...anywhere, ...besidesTyping.map((command) => ({ ...command, whileTyping: false }))];
}

function of(id: string, title: string, icon: IconName, keys: string, run: () => void): Command {
  return { id, title, icon, keys, run, whileTyping: true };
}

function nextTheme({ workspace }: Page): void {
  workspace.toasts.show(`Theme: ${workspace.theme.turn()}`, { topic: 'theme' });
}

function newFolder(page: Page): void {
  page.workspace.sidebar.set(true);
  new FolderActions(page).create(null);
}

/** Begins to choose chats, or ends it. */
function select({ workspace }: Page): void {
  const { listing, sidebar } = workspace;
  if (listing.selection.get() !== null) return listing.endSelection();
  sidebar.set(true);
  listing.select();
  requestAnimationFrame(() => document.querySelector<HTMLElement>('nav [role="checkbox"]')?.focus());
}
