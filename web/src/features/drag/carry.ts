import type { ChatActions } from '../chats/chatActions';
import type { FolderActions } from '../folders/folderActions';
import type { Dragged, Drop } from './drop';

/** Carries out a drop. */
export function carry(dragged: Dragged, drop: Drop, chats: ChatActions, folders: FolderActions): void {
  if (dragged.kind === 'folder') {
    if (drop.kind === 'folder') folders.move(dragged.folder, drop.parent, drop.before);
    else if (drop.kind === 'into') folders.move(dragged.folder, drop.folder, null);
  } else if (drop.kind === 'into') chats.move(dragged.chats, drop.folder);
  else if (drop.kind === 'chat') chats.move(dragged.chats, drop.folder, drop.before);
}
