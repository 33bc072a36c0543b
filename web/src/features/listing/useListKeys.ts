import type { KeyboardEvent } from 'react';
import type { Id } from '../../contract';
import { stepFocus } from '../../ui/focus';
import { useChatActions } from '../chats/useChatActions';
import { chatStep, folderStep } from '../drag/steps';
import { parentOf } from '../drag/drop';
import { useFolderActions } from '../folders/useFolderActions';
import { usePage } from '../workspace/context';
import { keyOf, View } from './view';

/** What the keyboard does in the list. */
export function useListKeys(view: View): (event: KeyboardEvent<HTMLElement>) => void {
  const { client, workspace } = usePage();
  const { listing } = workspace;
  const chats = useChatActions();
  const folders = useFolderActions();

  const say = (index: number, count: number): void => listing.spoken.set(`Place ${index + 1} of ${count}`);
  const stepItem = (item: Item, by: 1 | -1): void => {
    if (view !== 'active') return;
    if (item.kind === 'folder') {
      const tree = client.get('folders');
      const before = folderStep(tree, item.id, by);
      if (before === undefined) return;
      folders.move(item.id, parentOf(tree, item.id), before);
      const neighbours = client.get('folders').children(parentOf(tree, item.id));
      say(neighbours.indexOf(item.id), neighbours.length);
    } else {
      const folder = client.get(`chat:${item.id}`)?.folder ?? null;
      const list = client.get(`chats:in:${folder ?? ''}`);
      const before = chatStep(list, item.id, by, folder === null, (id) => client.get(`chat:${id}`));
      if (before === undefined) return;
      chats.move([item.id], folder, before);
      const now = client.get(`chats:in:${folder ?? ''}`);
      say(now.indexOf(item.id), now.length);
    }
    listing.reveal.set({ id: item.id });
  };
  const selectAll = (): void => {
    const list = client.get(keyOf(view));
    listing.extend(list.slice(0, list.length));
  };
  const onItem = (item: Item, event: KeyboardEvent<HTMLElement>): boolean => {
    const trash = view === 'trash';
    const isChat = item.kind === 'chat';
    switch (event.key) {
      case 'F2':
        listing.renaming.set(item.id);
        return true;
      case 'Delete':
        if (!isChat) folders.remove(item.id);
        else if (trash) chats.askToPurge([item.id]);
        else chats.remove([item.id]);
        return true;
      case 'm':
        if (!trash) workspace.panel.set({ move: isChat ? { kind: 'chats', chats: [item.id] } : { kind: 'folder', folder: item.id } });
        return true;
      case 'x':
        if (isChat) listing.toggle(item.id);
        return isChat;
      case 'ArrowRight':
      case 'ArrowLeft':
        if (isChat) return false;
        listing.fold(item.id, event.key === 'ArrowRight');
        return true;
      default:
        return false;
    }
  };

  return (event) => {
    const selecting = listing.selection.get() !== null;
    const arrow = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    const item = itemAt(event.target);
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (arrow !== null && event.altKey && item !== null) stepItem(item, arrow);
    else if (arrow !== null && plain) stepFocus(event.currentTarget, '[data-item]', arrow);
    else if (event.key === 'Escape' && selecting) listing.endSelection();
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selecting) selectAll();
    else if (item === null || !plain || event.shiftKey || !onItem(item, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/** What an element of the list stands for. */
export interface Item {
  readonly kind: 'chat' | 'folder';
  readonly id: Id;
}

/** The chat or folder whose row an element is in, or null. */
export function itemAt(target: EventTarget | null): Item | null {
  const found = target instanceof Element ? target.closest<HTMLElement>('[data-item]')?.dataset['item'] : undefined;
  const [kind, id] = found?.split(':') ?? [];
  return (kind === 'chat' || kind === 'folder') && id !== undefined ? { kind, id } : null;
}
