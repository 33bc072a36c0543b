import { Cell } from './cell';

/** A choice among some that the browser keeps beyond the page's life, once it is another than usual. */
export class KeptCell<T extends string> extends Cell<T> {
  constructor(private readonly key: string, choices: readonly T[], private readonly usual: T) {
    super(choices.find((choice) => choice === stored(key)) ?? usual);
  }

  override set(value: T): void {
    super.set(value);
    try {
      if (value === this.usual) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, value);
    } catch {
      // A browser that keeps nothing has the choice until the page closes.
    }
  }
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
