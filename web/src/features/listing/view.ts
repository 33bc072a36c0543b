import type { ChatListName } from '../../sync/views';

/** What the sidebar lists: a section, or the chats with a tag. */
export type View = 'active' | 'archived' | 'hidden' | 'trash' | `tag:${string}`;

export function keyOf(view: View): `chats:${ChatListName}` {
  return `chats:${view}`;
}

/** The tag whose chats a view lists, or null. */
export function tagOf(view: View): string | null {
  return view.startsWith('tag:') ? view.slice(4) : null;
}

/** What a view is called. */
export function viewTitle(view: View): string {
  switch (view) {
    case 'active':
      return 'Chats';
    case 'archived':
      return 'Archive';
    case 'hidden':
      return 'Hidden chats';
    case 'trash':
      return 'Trash';
    default:
      return `Tagged “${tagOf(view) ?? ''}”`;
  }
}
