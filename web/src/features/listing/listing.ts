import type { Id } from '../../contract';
import { Cell } from '../../ui/cell';
import { extended, nothingSelected, Selection, toggled } from '../selection/selection';
import type { View } from './view';

/** What the list of chats shows, as long as the page lives: its view, the open folders, what is chosen or being renamed in it. */
export class Listing {
  readonly view = new Cell<View>('active');
  readonly open = new Cell<ReadonlySet<Id>>(new Set());
  /** null while nothing is being chosen. */
  readonly selection = new Cell<Selection | null>(null);
  /** The chat or folder whose name is being changed in its place. */
  readonly renaming = new Cell<Id | null>(null);
  /** What is said to those who cannot see that something has moved. */
  readonly spoken = new Cell('');
  /** The chat or folder to bring into sight; a new object each time. */
  readonly reveal = new Cell<{ readonly id: Id } | null>(null);

  show(view: View): void {
    this.selection.set(null);
    this.renaming.set(null);
    this.view.set(view);
  }

  fold(folder: Id, open: boolean): void {
    this.unfold(open ? [folder] : [], open ? [] : [folder]);
  }

  /** Opens folders, and brings a row into sight that is in them. */
  revealIn(path: readonly Id[], id: Id): void {
    this.unfold(path, []);
    this.reveal.set({ id });
  }

  toggle(chat: Id): void {
    this.selection.set(toggled(this.selection.get() ?? nothingSelected, chat));
  }

  extend(chats: readonly Id[]): void {
    this.selection.set(extended(this.selection.get() ?? nothingSelected, chats));
  }

  select(start: Selection = nothingSelected): void {
    this.selection.set(start);
  }

  endSelection(): void {
    this.selection.set(null);
  }

  private unfold(open: readonly Id[], close: readonly Id[]): void {
    const now = new Set([...this.open.get(), ...open]);
    close.forEach((folder) => now.delete(folder));
    this.open.set(now);
  }
}
