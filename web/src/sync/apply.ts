import { ChangesFrame, ChatRow, DeltaFrame, DraftRow, FolderRow, GoneRow, Id, isRunning, MessageRow, PageFrame, ProtocolError, SettledFrame } from '../contract';
import { HeldChat, parentKey, State } from './state';
import { Appended, TextBuffer } from './textBuffer';
import type { Touched } from './touched';

/**
 * Applies a frame of changes. Rows at or below the version held are ignored (rule 5).
 * @throws ProtocolError when it begins after what this device has (rule 4).
 */
export function applyChanges(state: State, frame: ChangesFrame, touched: Touched): void {
  if (frame.from > state.version) {
    throw new ProtocolError(`changes from ${frame.from} after ${state.version}`);
  }
  for (const row of frame.rows) {
    switch (row.kind) {
      case 'chat':
        applyChat(state, row, touched);
        break;
      case 'message':
        applyMessage(state, row, touched);
        break;
      case 'draft':
        applyDraft(state, row, touched);
        break;
      case 'folder':
        applyFolder(state, row, touched);
        break;
      case 'gone':
        applyGone(state, row, touched);
        break;
    }
  }
  if (frame.from === frame.to) noteCatchUp(state, frame, touched);
  state.version = Math.max(state.version, frame.to);
}

function applyChat(state: State, row: ChatRow, touched: Touched): void {
  if (row.version <= knownVersion(state, row.id, state.chats.get(row.id))) return;
  state.chats.set(row.id, row);
  const held = state.held.get(row.id);
  if (held !== undefined) held.unknown = false;
  touched.chats.add(row.id);
}

/** A draft goes with its chat, and has no other end. */
function applyDraft(state: State, row: DraftRow, touched: Touched): void {
  if (row.version <= knownVersion(state, row.id, state.drafts.get(row.id))) return;
  state.drafts.set(row.id, row);
  touched.drafts.add(row.id);
}

function applyFolder(state: State, row: FolderRow, touched: Touched): void {
  if (row.version <= knownVersion(state, row.id, state.folders.get(row.id))) return;
  state.folders.set(row.id, row);
  touched.folders.add(row.id);
}

function applyMessage(state: State, row: MessageRow, touched: Touched): void {
  const held = state.held.get(row.chat);
  if (held === undefined || row.version <= (state.gone.get(row.chat) ?? 0)) return;
  held.stale.delete(row.id);
  const old = held.rows.get(row.id);
  if (row.version <= knownVersion(state, row.id, old)) return;
  held.rows.set(row.id, row);
  state.gone.delete(row.id);
  state.chatOf.set(row.id, row.chat);
  touched.messages.add(row.id);
  if (old === undefined) {
    const parent = parentKey(row.parent);
    // All children of its parent were known, and it is none of them: it is new, and whatever comes under it will be told.
    if (held.complete.has(parent) && held.branches.get(parent)?.includes(row.id) !== true) held.complete.add(row.id);
    addChild(held, row);
    touched.trees.add(row.chat);
  }
  if (!isRunning(row)) {
    if (state.texts.delete(row.id)) touched.texts.add(row.id);
  } else if (old !== undefined && isRunning(old)) {
    state.texts.get(row.id)?.doubt();
  } else if (old !== undefined && old.text !== '' && !state.texts.has(row.id)) {
    // Continued: it goes on after the text that it has (rule 11).
    state.texts.set(row.id, new TextBuffer(row.chat, old.text));
    touched.texts.add(row.id);
  }
}

function applyGone(state: State, row: GoneRow, touched: Touched): void {
  const old = row.of === 'chat' ? state.chats.get(row.id) : row.of === 'folder' ? state.folders.get(row.id) : state.row(row.id);
  if (row.version <= knownVersion(state, row.id, old)) return;
  state.gone.set(row.id, row.version);
  if (row.of === 'folder') {
    state.folders.delete(row.id);
    touched.folders.add(row.id);
    return;
  }
  if (row.of === 'chat') {
    for (const message of state.held.get(row.id)?.rows.keys() ?? []) touched.messages.add(message);
    state.chats.delete(row.id);
    if (state.drafts.delete(row.id)) touched.drafts.add(row.id);
    const wanted = state.held.get(row.id)?.wanted ?? false;
    state.release(row.id);
    if (wanted) {
      const held = state.hold(row.id);
      held.wanted = true;
      held.unknown = true;
    }
    touched.chats.add(row.id);
    touched.trees.add(row.id);
    return;
  }
  if (old?.kind !== 'message') return;
  const held = state.hold(old.chat);
  removeMessage(state, held, row.id, touched);
  for (const [parent, children] of held.branches) {
    held.branches.set(
      parent,
      children.filter((id) => id !== row.id),
    );
  }
}

function removeMessage(state: State, held: HeldChat, id: Id, touched: Touched): void {
  const row = held.rows.get(id);
  if (row === undefined) return;
  const siblings = (held.children.get(parentKey(row.parent)) ?? []).filter((sibling) => sibling !== id);
  held.children.set(parentKey(row.parent), siblings);
  held.rows.delete(id);
  held.stale.delete(id);
  state.chatOf.delete(id);
  if (state.texts.delete(id)) touched.texts.add(id);
  touched.messages.add(id);
  touched.trees.add(row.chat);
}

function knownVersion(state: State, id: Id, held: { readonly version: number } | undefined): number {
  return Math.max(held?.version ?? 0, state.gone.get(id) ?? 0);
}

/** Rule 6: what a chat lacked comes in frames of its own, in version order, and the last one ends with the chat's own row. */
function noteCatchUp(state: State, frame: ChangesFrame, touched: Touched): void {
  for (const row of frame.rows) {
    if (row.kind !== 'message') continue;
    const held = state.held.get(row.chat);
    if (held !== undefined && held.asked && !held.live) held.known = Math.max(held.known, row.version);
  }
  const last = frame.rows[frame.rows.length - 1];
  if (last?.kind !== 'chat') return;
  const held = state.held.get(last.id);
  if (held === undefined || !held.asked || held.live || held.pagesAwaited > 0 || held.deafUntil !== null) return;
  held.live = true;
  touched.trees.add(last.id);
}

/** Applies a stretch of a branch. Stretches overlap and come in any order. */
export function applyPage(state: State, frame: PageFrame, touched: Touched): void {
  const held = state.held.get(frame.chat);
  // A page that comes after its chat was closed belongs to nothing that is kept up.
  if (held === undefined || !held.asked || held.deafUntil !== null) return;
  for (const row of frame.messages) applyMessage(state, row, touched);
  for (const [parent, children] of Object.entries(frame.branches)) {
    held.branches.set(
      parent,
      children.filter((id) => !state.gone.has(id)),
    );
  }
  for (const row of frame.messages) held.complete.add(parentKey(row.parent)).add(row.id);
  const next = frame.before === null ? undefined : held.rows.get(frame.before);
  if (next !== undefined) held.complete.add(parentKey(next.parent));
  touched.trees.add(frame.chat);
  if (frame.before !== null) {
    if (held.earlierAwaited === frame.before) held.earlierAwaited = null;
    return;
  }
  held.unknown = false;
  held.pageVersion = frame.version;
  held.pagesAwaited = Math.max(0, held.pagesAwaited - 1);
  if (held.pagesAwaited > 0) return;
  held.live = true;
  for (const id of held.stale) removeMessage(state, held, id, touched);
  held.stale.clear();
}

/** Applies a piece of a running text; null when the message runs no more. The caller asks for the rest on `gap`. */
export function applyDelta(state: State, frame: DeltaFrame, touched: Touched): Appended | null {
  let text = state.texts.get(frame.message);
  if (text === undefined) {
    const row = state.row(frame.message);
    // A late piece of what is whole already, or a piece of a chat that nobody looks at.
    if ((row !== undefined && !isRunning(row)) || !state.held.has(frame.chat)) return null;
    text = new TextBuffer(frame.chat);
    state.texts.set(frame.message, text);
  } else if (frame.offset === 0 && text.bytes > 0) {
    // Rule 11: it is told anew, and may be another than before.
    text = new TextBuffer(frame.chat);
    state.texts.set(frame.message, text);
  }
  const appended = text.append(frame.offset, frame.text);
  if (appended === 'appended') touched.texts.add(frame.message);
  return appended;
}

/** The stream has ended. The row with the whole text follows in `changes` (rule 12), or came before. */
export function applySettled(state: State, frame: SettledFrame, touched: Touched): void {
  const text = state.texts.get(frame.message);
  if (text === undefined) return;
  text.settle();
  touched.texts.add(frame.message);
}

/** Puts a message among the children of its parent, in order of creation. */
export function addChild(held: HeldChat, row: MessageRow): void {
  const key = parentKey(row.parent);
  const siblings = held.children.get(key);
  if (siblings === undefined) {
    held.children.set(key, [row.id]);
    return;
  }
  let index = siblings.length;
  while (index > 0 && isAfter(held.rows.get(siblings[index - 1] ?? ''), row)) index -= 1;
  siblings.splice(index, 0, row.id);
}

function isAfter(a: MessageRow | undefined, b: MessageRow): boolean {
  return a !== undefined && (a.created > b.created || (a.created === b.created && a.id > b.id));
}
