import type { ChatRow } from '../../contract';

/** What to call a chat. */
export function chatTitle(chat: ChatRow | null): string {
  return chat === null || chat.title === '' ? 'New chat' : chat.title;
}
