import { Id, isDamaged, Timestamp } from '../../contract';
import type { Outbox } from '../outbox';
import type { DraftView } from '../views';
import { Box, conflictOf, emptyBox } from './box';

const emptyView: DraftView = { text: '', conflict: null, state: 'saved', problem: null, damaged: false };

/** The drafts of this window, by chat. */
export class DraftBook {
  private readonly boxes = new Map<Id, Box>();
  private readonly views = new Map<Id, DraftView>();
  /** Chats that were begun here, until the server has them. */
  private readonly begun = new Map<Id, Timestamp>();

  constructor(
    private readonly outbox: Outbox,
    readonly device: Id,
  ) {}

  box(chat: Id): Box {
    return this.boxes.get(chat) ?? emptyBox;
  }

  /** Keeps a box. Gives whether what is shown of it is other. */
  put(chat: Id, box: Box): boolean {
    this.boxes.set(chat, box);
    return this.refresh(chat);
  }

  /** Brings what is shown up to date. Gives whether it is other. */
  refresh(chat: Id): boolean {
    const old = this.view(chat);
    const next = this.draw(this.box(chat));
    if (sameView(old, next)) return false;
    this.views.set(chat, next);
    return true;
  }

  view(chat: Id): DraftView {
    return this.views.get(chat) ?? emptyView;
  }

  all(): Iterable<readonly [Id, Box]> {
    return this.boxes;
  }

  isEmpty(chat: Id): boolean {
    const box = this.box(chat);
    const { row } = box;
    return box.text === '' && (row === null || (box.sends === 0 && row.text === '' && row.others.length === 0 && !isDamaged(row)));
  }

  begin(chat: Id, at: Timestamp): void {
    this.begun.set(chat, at);
  }

  begunAt(chat: Id): Timestamp | undefined {
    return this.begun.get(chat);
  }

  confirm(chat: Id): void {
    this.begun.delete(chat);
  }

  private draw(box: Box): DraftView {
    const sending = box.flight !== null && this.outbox.get(box.flight.id)?.status !== 'queued';
    const state = box.problem !== null ? 'refused' : box.flight === null && !box.edited ? 'saved' : sending ? 'sending' : 'waiting';
    const damaged = box.text === '' && box.sends === 0 && box.row !== null && isDamaged(box.row);
    return { text: box.text, conflict: conflictOf(box, this.device), state, problem: box.problem, damaged };
  }
}

function sameView(a: DraftView, b: DraftView): boolean {
  if (a.text !== b.text || a.state !== b.state || a.problem !== b.problem || a.damaged !== b.damaged) return false;
  if (a.conflict === null || b.conflict === null) return a.conflict === b.conflict;
  const [left, right] = [a.conflict, b.conflict];
  return (
    left.mine === right.mine &&
    left.current === right.current &&
    left.others.length === right.others.length &&
    left.others.every((piece, index) => piece.device === right.others[index]?.device && piece.text === right.others[index]?.text)
  );
}
