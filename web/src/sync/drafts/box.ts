import type { DraftRow, DraftSetOp, Id, Problem } from '../../contract';
import type { DraftConflict } from '../views';

/** One `draft.set` that the server has not confirmed. */
export interface Flight {
  readonly id: Id;
  readonly text: string;
  readonly base: number;
  /** The texts of others that a person saw when choosing this one; null: it is no choice. */
  readonly seen: ReadonlySet<string> | null;
}

/** What one window knows of the draft of one chat. Every function here gives another one and changes none. */
export interface Box {
  /** What the composer shows. */
  readonly text: string;
  /** The version of the draft that the text grew from; 0 for none. */
  readonly base: number;
  /** The text was typed, or chosen, in this window. */
  readonly own: boolean;
  /** There is something to be saved that is not on its way. */
  readonly edited: boolean;
  /** At most one is on its way. */
  readonly flight: Flight | null;
  /** Messages made of this draft that are on their way. */
  readonly sends: number;
  /** A choice that is not on its way yet: the texts of others that the person saw. */
  readonly seen: ReadonlySet<string> | null;
  /** Why the last attempt to save was refused. */
  readonly problem: Problem | null;
  /** The draft as the server has it. */
  readonly row: DraftRow | null;
  /** What the text grew from that may have reached the server in the name of a page that is no more. */
  readonly grown: string | null;
}

export const emptyBox: Box = {
  text: '',
  base: 0,
  own: false,
  edited: false,
  flight: null,
  sends: 0,
  seen: null,
  problem: null,
  row: null,
  grown: null,
};

/** Nothing was typed or chosen here. */
export function isUntouched(box: Box): boolean {
  return !box.own && !box.edited && box.flight === null && box.sends === 0;
}

/** Takes over a text that a page which is no more had not got through; `grown` is what of it may have reached the server. */
export function takenOver(box: Box, text: string, base: number, grown: string | null, device: Id): Box {
  return follow({ ...edited(box, text), base, grown }, device);
}

/** The user typed. */
export function edited(box: Box, text: string): Box {
  if (text === box.text) return box;
  return { ...box, text, own: true, edited: true, problem: null };
}

/** A person settled a conflict: of all the texts that were shown, this one stays. */
export function chosen(box: Box, text: string, device: Id): Box {
  return { ...box, text, own: true, edited: true, problem: null, seen: new Set(foreign(box, device)) };
}

/**
 * Brings the text on its way, when there is something to be saved and nothing else on its way.
 * null where there is nothing to say; then `idle` is the box.
 */
export function saving(box: Box, device: Id): { readonly box: Box; readonly op: Omit<DraftSetOp, 'chat' | 'op'> | null } {
  if (!box.edited || box.flight !== null || box.problem !== null) return { box, op: null };
  const { seen, ...said } = saying(box, device);
  const idle = { ...box, edited: false, seen: null };
  if (seen === null && isSaved(box, device)) return { box: idle, op: null };
  return { box: { ...idle, flight: { id: '', text: said.text, base: said.base, seen } }, op: said };
}

/** What would be said now: the text with its base; or a choice, when a person has seen everything that it would put away. */
export function saying(box: Box, device: Id): { readonly text: string; readonly base: number; readonly choose?: true; readonly seen: Box['seen'] } {
  const { seen, row, text } = box;
  if (seen !== null && foreign(box, device).every((other) => seen.has(other))) return { text, base: row?.version ?? 0, choose: true, seen };
  return { text, base: box.base, seen: null };
}

/** The server's row of the draft is another. */
export function rowCame(box: Box, row: DraftRow | null, device: Id): Box {
  return follow({ ...box, row }, device);
}

/** What was on its way is in the rows that have come. */
export function flightEnded(box: Box, device: Id): Box {
  return follow({ ...box, flight: null }, device);
}

/** The server does not take it: the text stays here. */
export function flightRefused(box: Box, problem: Problem): Box {
  return { ...box, flight: null, edited: true, problem };
}

/** The text was sent as a message. */
export function sent(box: Box): Box {
  return { ...box, text: '', own: false, edited: false, seen: null, problem: null, grown: null, sends: box.sends + 1 };
}

/** A message of another window's draft is on its way. */
export function held(box: Box): Box {
  return { ...box, sends: box.sends + 1 };
}

/** The message is in the rows that have come, or was refused. */
export function sendEnded(box: Box, device: Id): Box {
  return follow({ ...box, sends: Math.max(0, box.sends - 1) }, device);
}

/** Everything that the server said is forgotten. What was typed here is said again: nobody knows whether it is still there. */
export function forgotten(box: Box): Box {
  return { ...box, row: null, base: 0, edited: box.edited || (box.own && box.text !== '') };
}

/**
 * Takes over what the row says, as far as nothing typed here is lost by it. A text that is not the draft but stands beside it keeps its old
 * base: with the version of the draft as its base it would put the draft away.
 */
function follow(box: Box, device: Id): Box {
  const { row } = box;
  const calm = !box.edited && box.flight === null && box.sends === 0;
  if (row === null) return calm && !box.own ? { ...box, text: '', base: 0 } : box;
  const mine = row.others.find((piece) => piece.device === device);
  // It is still there although it was sent: its message was refused.
  if (mine !== undefined) return calm && !box.own ? { ...box, text: mine.text, own: true } : box;
  if (row.device === device) return { ...box, base: row.version, ...(calm ? { text: row.text } : {}) };
  if (calm) return { ...box, text: row.text, base: row.version, own: false, grown: null };
  return box.grown === row.text ? { ...box, base: row.version, grown: null } : box;
}

/** Whether the server has this text as the draft already, and nobody asked for more. */
function isSaved(box: Box, device: Id): boolean {
  // What the row says is about to be cleared by a message on its way.
  if (box.sends > 0) return false;
  if (box.row === null) return box.text === '';
  return box.row.text === box.text && (box.row.device === device || box.base === box.row.version);
}

/** What others wrote that is not in this window's text: the draft, and what stands beside it. */
function foreign(box: Box, device: Id): readonly string[] {
  const { row } = box;
  if (row === null) return [];
  const texts = row.others.filter((piece) => piece.device !== device).map((piece) => piece.text);
  return isGrownFrom(box, device) ? texts : [row.text, ...texts];
}

function isGrownFrom(box: Box, device: Id): boolean {
  const { row } = box;
  return row === null || (row.device === device && !row.others.some((piece) => piece.device === device)) || row.version === box.base;
}

/** What a person is to settle; null when there is nothing, or when it has been settled and is on its way. */
export function conflictOf(box: Box, device: Id): DraftConflict | null {
  const { row } = box;
  if (row === null || (box.text === '' && box.sends > 0)) return null;
  const settled = box.seen ?? box.flight?.seen ?? null;
  const shown = (text: string): boolean => text !== '' && text !== box.text && settled?.has(text) !== true;
  const current = isGrownFrom(box, device) || !shown(row.text) ? null : row.text;
  const others = row.others.filter((piece) => piece.device !== device && shown(piece.text));
  return current === null && others.length === 0 ? null : { mine: box.text, current, others };
}
