import type { Key } from './views';

/** Who is to be told when what is read under a key may have changed. */
export class Listeners {
  private readonly byKey = new Map<Key, Set<() => void>>();
  private readonly due = new Set<Key>();
  private readonly dueAtDrawing = new Set<Key>();
  private drawingAsked = false;

  /** @param beforeDrawing calls once before the screen is drawn next. */
  constructor(private readonly beforeDrawing: (call: () => void) => void) {}

  subscribe(key: Key, call: () => void): () => void {
    const calls = this.byKey.get(key) ?? new Set<() => void>();
    // Two subscriptions with one function are two.
    const own = (): void => call();
    this.byKey.set(key, calls.add(own));
    return () => {
      calls.delete(own);
      if (calls.size === 0 && this.byKey.get(key) === calls) this.byKey.delete(key);
    };
  }

  touch(key: Key): void {
    if (this.byKey.has(key)) this.due.add(key);
  }

  /** For what changes many times between two drawings. */
  touchAtDrawing(key: Key): void {
    if (!this.byKey.has(key)) return;
    this.dueAtDrawing.add(key);
    if (this.drawingAsked) return;
    this.drawingAsked = true;
    this.beforeDrawing(() => {
      this.drawingAsked = false;
      this.tell(this.dueAtDrawing);
    });
  }

  /** Tells everyone who is due, once. */
  flush(): void {
    this.tell(this.due);
  }

  private tell(due: Set<Key>): void {
    if (due.size === 0) return;
    const keys = [...due];
    due.clear();
    for (const key of keys) for (const call of [...(this.byKey.get(key) ?? [])]) call();
  }
}
