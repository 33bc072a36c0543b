import { ChatRow, isDamaged } from '../../contract';

/** What to call a chat. */
export function chatTitle(chat: ChatRow | null): string {
  if (chat === null || chat.title !== '') return chat?.title ?? 'New chat';
  return isDamaged(chat) ? 'Title cannot be read' : 'New chat';
}
