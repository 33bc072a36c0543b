import type { DraftSetOp, Id, Op, SendOp } from '../../contract';
import type { Item, Outbox } from '../outbox';
import type { State } from '../state';
import type { DraftBook } from './book';
import * as boxes from './box';
import type { Box } from './box';

/** How long a typist pauses before the draft is saved (milliseconds). */
export const usualPauseMs = 400;
/** Who never pauses is saved all the same, so often. */
const longestPauses = 10;
/** What stands between the texts of a draft that are joined. */
const seam = '\n\n';

/** What drafts need of the client. */
export interface DraftsPort {
  readonly newId: () => Id;
  readonly now: () => number;
  readonly after: (ms: number, call: () => void) => () => void;
  /** Puts a change into the outbox under an identifier, and sends what can be sent. */
  readonly change: (id: Id, op: Op) => void;
  /** What is shown of a draft is other, or a chat was begun. */
  readonly shown: (chat: Id) => void;
  /** Tells everyone who is due. */
  readonly flush: () => void;
}

interface Timer {
  readonly since: number;
  readonly cancel: () => void;
}

/** What is written and not sent: kept at once in memory, saved after a pause, and never overwritten by another window (rules 19 and 20). */
export class Drafts {
  pauseMs = usualPauseMs;
  private readonly timers = new Map<Id, Timer>();
  /** The chats of the changes on their way that came from drafts. */
  private readonly flights = new Map<Id, Id>();
  private readonly sends = new Map<Id, Id>();

  constructor(
    private readonly book: DraftBook,
    private readonly state: State,
    private readonly outbox: Outbox,
    private readonly port: DraftsPort,
  ) {}

  /** The user typed. null begins a new chat; gives the chat. */
  edit(chat: Id | null, text: string): Id {
    const id = chat ?? this.begin();
    const box = boxes.edited(this.book.box(id), text);
    this.put(id, box);
    if (box.edited) this.wait(id);
    this.port.flush();
    return id;
  }

  /** Saves what is not saved, in one chat or in all. */
  flush(chat?: Id): void {
    const chats = chat === undefined ? [...this.timers.keys()] : [chat];
    for (const id of chats) this.save(id);
    this.port.flush();
  }

  /** Settles a conflict with this window's text. */
  keepMine(chat: Id): void {
    this.choose(chat, this.book.box(chat).text);
  }

  /** Settles a conflict with one of the texts that were shown. */
  take(chat: Id, text: string): void {
    this.choose(chat, text);
  }

  /** Settles a conflict by joining all texts. */
  keepBoth(chat: Id): void {
    const { conflict, text } = this.book.view(chat);
    if (conflict === null) return;
    const texts = [text, conflict.current ?? '', ...conflict.others.map((piece) => piece.text)];
    this.choose(chat, [...new Set(texts.filter((each) => each !== ''))].join(seam));
  }

  /** The draft is being sent as the message of this change. Gives the version to be named; nothing where there is no draft. */
  sending(chat: Id, change: Id): { readonly draft?: number } {
    const box = this.empty(change, chat);
    return box.row === null && box.flight === null && box.sends === 0 ? {} : { draft: box.base };
  }

  /** The server's rows of these drafts are others. */
  rowsCame(chats: Iterable<Id>): void {
    for (const chat of chats) this.put(chat, boxes.rowCame(this.book.box(chat), this.state.drafts.get(chat) ?? null, this.book.device));
  }

  /** These changes are in the rows that have come. */
  settled(items: readonly Item[]): void {
    for (const item of items) this.ended(item, (box) => boxes.flightEnded(box, this.book.device));
  }

  /** The change is refused. Gives whether it was a draft, whose text stays here. */
  refused(item: Item): boolean {
    const { problem, op } = item;
    if (problem === null) return false;
    const isFlight = this.flights.has(item.id);
    this.ended(item, (box) => boxes.flightRefused(box, problem));
    if (!isFlight && op.op === 'draft.set') this.join(op.chat, op.text);
    return op.op === 'draft.set';
  }

  /** A message that a page left behind which is no more is sent: until that is settled the composer does not follow. */
  carried({ id, op }: Pick<Item, 'id' | 'op'>): void {
    if (op.op !== 'message.send' || op.draft === undefined || this.leaves(id, op)) return;
    this.sends.set(id, op.chat);
    this.put(op.chat, boxes.held(this.book.box(op.chat)));
  }

  /** What a refused change is sent again as: a message takes the draft away that it was made of only where that is still shown. */
  again({ id, op }: Item): Op {
    if (op.op !== 'message.send' || op.draft === undefined || this.leaves(id, op)) return op;
    const { draft: _, ...alone } = op;
    return alone;
  }

  /** Everything that the server said is forgotten; `dropped` were acknowledged and are not waited for any more. */
  reset(dropped: readonly Item[]): void {
    this.settled(dropped);
    for (const [chat, box] of [...this.book.all()]) {
      const next = boxes.forgotten(box);
      this.put(chat, next);
      if (next.edited) this.wait(chat);
    }
  }

  /** How changes on their way stand has changed. */
  outboxChanged(): void {
    for (const chat of new Set(this.flights.values())) if (this.book.refresh(chat)) this.port.shown(chat);
  }

  /**
   * Takes over what a page that is no more had not got through in a chat: its last `draft.set`, and what was typed after it. Gives whether that
   * change is to be sent again as it is. Said anew in this page's name it would replace a draft of this page (rule 19): it is sent again only
   * where there is no draft yet, because it makes the chat.
   */
  takeOver(chat: Id, last: { readonly id: Id; readonly op: DraftSetOp } | null, typed: { readonly text: string; readonly base: number } | null): boolean {
    const { device } = this.book;
    const box = this.book.box(chat);
    const left = typed ?? (last === null ? null : { text: last.op.text, base: last.op.base });
    if (left === null) return false;
    const makesChat = last !== null && !this.state.chats.has(chat) && boxes.isUntouched(box);
    if (makesChat) {
      this.book.begin(chat, this.port.now());
      this.flights.set(last.id, chat);
      const flight = { id: last.id, text: last.op.text, base: last.op.base, seen: null };
      const begun = { ...box, text: last.op.text, own: true, flight };
      this.put(chat, typed === null ? begun : boxes.takenOver(begun, typed.text, typed.base, last.op.text, device));
      return true;
    }
    if (!boxes.isUntouched(box)) {
      this.join(chat, left.text);
    } else if (left.text !== box.text) {
      if (!this.state.chats.has(chat)) this.book.begin(chat, this.port.now());
      this.put(chat, boxes.takenOver(box, left.text, left.base, last?.op.text ?? null, device));
      this.wait(chat);
    }
    return false;
  }

  /** What is typed and not on its way, for a copy that outlives this page. */
  unsaved(): { readonly chat: Id; readonly text: string; readonly base: number }[] {
    return [...this.book.all()].flatMap(([chat, { edited, text, base }]) => (edited ? [{ chat, text, base }] : []));
  }

  private begin(): Id {
    const chat = this.port.newId();
    this.book.begin(chat, this.port.now());
    return chat;
  }

  private choose(chat: Id, text: string): void {
    this.put(chat, boxes.chosen(this.book.box(chat), text, this.book.device));
    this.save(chat);
    this.port.flush();
  }

  /** Saves after a pause. */
  private wait(chat: Id): void {
    const old = this.timers.get(chat);
    const now = this.port.now();
    const since = old?.since ?? now;
    old?.cancel();
    const ms = Math.max(0, Math.min(this.pauseMs, since + this.pauseMs * longestPauses - now));
    this.timers.set(chat, {
      since,
      cancel: this.port.after(ms, () => {
        this.save(chat);
        this.port.flush();
      }),
    });
  }

  private save(chat: Id): void {
    this.timers.get(chat)?.cancel();
    this.timers.delete(chat);
    const box = this.book.box(chat);
    if (box.edited && box.flight !== null) return this.replaceFlight(chat, box, box.flight);
    const { box: next, op } = boxes.saving(box, this.book.device);
    if (op === null) return this.put(chat, next);
    const id = this.port.newId();
    this.flights.set(id, chat);
    this.put(chat, { ...next, flight: next.flight === null ? null : { ...next.flight, id } });
    this.port.change(id, { op: 'draft.set', chat, ...op });
  }

  /** A later text takes the place of one that nobody has seen; behind one that is on its way it waits. */
  private replaceFlight(chat: Id, box: Box, flight: boxes.Flight): void {
    const said = boxes.saying(box, this.book.device);
    const choose = said.choose === true || flight.seen !== null;
    const base = said.choose === true ? said.base : flight.base;
    const op: DraftSetOp = { op: 'draft.set', chat, text: box.text, base, ...(choose ? { choose: true } : {}) };
    if (!this.outbox.replace(flight.id, op)) return;
    this.put(chat, { ...box, edited: false, seen: null, flight: { ...flight, text: box.text, base, seen: said.seen ?? flight.seen } });
  }

  /** Takes back what is queued of a draft: what is said of it next comes behind a message of which it knows. */
  private withdrawn(box: Box): Box {
    return box.flight !== null && this.outbox.withdraw(box.flight.id) ? { ...box, flight: null, seen: box.seen ?? box.flight.seen } : box;
  }

  private ended(item: Item, endFlight: (box: Box) => Box): void {
    const flown = this.flights.get(item.id);
    const made = this.sends.get(item.id);
    if (flown !== undefined) {
      this.flights.delete(item.id);
      this.put(flown, endFlight(this.book.box(flown)));
      // What was typed meanwhile has waited long enough, unless the typist is still at it.
      if (!this.timers.has(flown)) this.save(flown);
    }
    if (made !== undefined) {
      this.sends.delete(item.id);
      this.put(made, boxes.sendEnded(this.book.box(made), this.book.device));
    }
  }

  /** A message leaves the composer when its text stands there. Gives whether it did. */
  private leaves(change: Id, { chat, text }: SendOp): boolean {
    const before = this.book.box(chat);
    if (before.text !== text || before.edited) return false;
    this.empty(change, chat);
    return true;
  }

  /** Empties the composer, whose text is the message of this change. Gives what it was. */
  private empty(change: Id, chat: Id): Box {
    this.timers.get(chat)?.cancel();
    this.timers.delete(chat);
    const box = this.withdrawn(this.book.box(chat));
    this.sends.set(change, chat);
    this.put(chat, boxes.sent(box));
    return box;
  }

  /** Puts a text that belongs to no window any more behind what the composer has. */
  private join(chat: Id, text: string): void {
    const box = this.book.box(chat);
    if (text === '' || box.text.includes(text)) return;
    this.put(chat, boxes.edited(box, box.text === '' ? text : `${box.text}${seam}${text}`));
    this.wait(chat);
  }

  private put(chat: Id, box: Box): void {
    if (this.state.chats.has(chat)) this.book.confirm(chat);
    if (this.book.put(chat, box)) this.port.shown(chat);
  }
}
