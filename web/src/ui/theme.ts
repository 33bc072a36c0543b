import { Cell } from './cell';

export type Theme = 'system' | 'light' | 'dark';

const key = 'parlance.theme';

/** Light, dark, or as the system says. The one thing that this page keeps in the browser beyond the tab's life. */
export class ThemeChoice {
  readonly theme: Cell<Theme>;

  constructor(private readonly root: HTMLElement) {
    this.theme = new Cell(readStored());
    this.apply();
  }

  choose(theme: Theme): void {
    this.theme.set(theme);
    this.apply();
    store(theme);
  }

  /** The next in turn: system, light, dark. */
  turn(): Theme {
    const order: readonly Theme[] = ['system', 'light', 'dark'];
    const next = order[(order.indexOf(this.theme.get()) + 1) % order.length] ?? 'system';
    this.choose(next);
    return next;
  }

  private apply(): void {
    const theme = this.theme.get();
    if (theme === 'system') delete this.root.dataset['theme'];
    else this.root.dataset['theme'] = theme;
  }
}

function readStored(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

function store(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // A browser that keeps nothing still shows the theme until the page closes.
  }
}
