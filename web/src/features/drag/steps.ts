import type { ChatRow, Id } from '../../contract';
import type { ChatList, FolderTree } from '../../sync/views';
import { parentOf } from './drop';

/** Where one step up or down puts something: before a neighbour, or with null at the end. undefined: it cannot go further. */
export type Step = Id | null | undefined;

type Placed = Pick<ChatRow, 'pinned' | 'position'>;

/** One step of a folder among its neighbours. */
export function folderStep(folders: FolderTree, folder: Id, by: 1 | -1): Step {
  const neighbours = folders.children(parentOf(folders, folder));
  return stepIn(0, neighbours.length, (index) => neighbours[index], neighbours.indexOf(folder), by);
}

/**
 * One step of a chat among those of its folder that are pinned or not, as it is. At the top only those in front stand by hand, and
 * time orders the rest: a step up from there goes to their end.
 */
export function chatStep(list: ChatList, chat: Id, by: 1 | -1, atTop: boolean, read: (chat: Id) => Placed | null): Step {
  const at = (index: number): Id | undefined => list.at(index);
  const row = (index: number): Placed | null => read(at(index) ?? '');
  const index = list.indexOf(chat);
  const pinned = read(chat)?.pinned ?? false;
  let firstLoose = 0;
  while (firstLoose < list.length && row(firstLoose)?.pinned === true) firstLoose += 1;
  if (pinned) return stepIn(0, firstLoose, at, index, by);
  let end = firstLoose;
  if (!atTop) end = list.length;
  else while (end < list.length && row(end)?.position != null) end += 1;
  if (index < end) return stepIn(firstLoose, end, at, index, by);
  return by === 1 ? undefined : (index === end ? at(end + 1) : at(end)) ?? null;
}

/** Whether a chat at the top does not stand by time. */
export function isPlaced(chat: Placed | null): boolean {
  return chat !== null && (chat.pinned || chat.position !== null);
}

function stepIn(start: number, end: number, at: (index: number) => Id | undefined, index: number, by: 1 | -1): Step {
  if (index < start || index + by < start || index + by >= end) return undefined;
  return by === -1 ? at(index - 1) : at(index + 2) ?? null;
}
