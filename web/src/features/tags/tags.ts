import type { ChatRow } from '../../contract';

const longest = 50;

/** What a typed word is as a tag: without a hash in front and spaces around it; null when nothing is left. */
export function newTag(text: string): string | null {
  const tag = text.trim().replace(/^#+/, '').trim();
  return tag === '' ? null : [...tag].slice(0, longest).join('');
}

/** The tags that every one of some chats has, by name. */
export function commonTags(chats: readonly (Pick<ChatRow, 'tags'> | null)[]): readonly string[] {
  const [first, ...rest] = chats;
  return [...(first?.tags ?? [])].filter((tag) => rest.every((chat) => chat?.tags.includes(tag) ?? false)).sort();
}
