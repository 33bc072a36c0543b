import type { Id } from '../../contract';
import { Cell } from '../../ui/cell';

/** What becomes of an own message. */
export interface Edit {
  readonly open: boolean;
  /** null: its own text. */
  readonly text: string | null;
}

/** The own messages that are being changed, each by itself. What was typed goes only by being sent, or given up for the message's own text. */
export class Edits {
  private readonly edits = new Cell<ReadonlyMap<Id, Edit>>(new Map());

  readonly subscribe = this.edits.subscribe;

  get(message: Id): Edit | undefined {
    return this.edits.get().get(message);
  }

  /** Opens an editor, with what was typed in it before. */
  open(message: Id): void {
    this.put(message, { open: true, text: this.get(message)?.text ?? null });
  }

  type(message: Id, text: string | null): void {
    this.put(message, { open: true, text });
  }

  /** Closes an editor unsent. */
  close(message: Id): void {
    const text = this.get(message)?.text ?? null;
    this.put(message, text === null ? undefined : { open: false, text });
  }

  /** The text has been sent. */
  end(message: Id): void {
    this.put(message, undefined);
  }

  /** Whether something stands in an open editor that is nowhere else. */
  get hasUnsent(): boolean {
    return [...this.edits.get().values()].some(({ open, text }) => open && text !== null);
  }

  private put(message: Id, edit: Edit | undefined): void {
    const next = new Map(this.edits.get());
    if (edit === undefined) next.delete(message);
    else next.set(message, edit);
    this.edits.set(next);
  }
}
