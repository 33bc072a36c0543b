import type { Id } from '../../contract';

/** The chats that are chosen in the list, and the one that a range is counted from. */
export interface Selection {
  readonly chats: ReadonlySet<Id>;
  readonly anchor: Id | null;
}

export const nothingSelected: Selection = { chats: new Set(), anchor: null };

/** Takes a chat in, or out again; ranges are counted from it then. */
export function toggled(selection: Selection, chat: Id): Selection {
  const chats = new Set(selection.chats);
  if (!chats.delete(chat)) chats.add(chat);
  return { chats, anchor: chat };
}

/** Takes more chats in. */
export function extended(selection: Selection, more: readonly Id[]): Selection {
  return { chats: new Set([...selection.chats, ...more]), anchor: selection.anchor };
}

/** Without the chats that have left the list; the same object when none has. */
export function without(selection: Selection, isHere: (chat: Id) => boolean): Selection {
  const chats = [...selection.chats].filter(isHere);
  if (chats.length === selection.chats.size) return selection;
  return { chats: new Set(chats), anchor: selection.anchor };
}
