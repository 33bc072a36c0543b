import type { Id } from '../../contract';

const pattern = /^\/c\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The path of a chat; "/" for a new one. Nothing but the identifier is ever in it. */
export function pathOf(chat: Id | null): string {
  return chat === null ? '/' : `/c/${chat}`;
}

export function chatIn(path: string): Id | null {
  return pattern.exec(path)?.[1] ?? null;
}
