import type { Id } from '../../contract';
import { chatIn, pathOf } from './address';

const key = 'parlance.tabs';

/** The chats whose tabs were open before a reload: identifiers only, and only as long as the browser's tab lives. */
export function rememberedChats(): readonly Id[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.filter((id): id is Id => typeof id === 'string' && chatIn(pathOf(id)) !== null).slice(0, 40);
  } catch {
    return [];
  }
}

export function rememberChats(chats: readonly Id[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(chats));
  } catch {
    // Without storage a reload brings back the chat in the address, and no other.
  }
}
