import { KeptCell } from './keptCell';

const themes = ['system', 'light', 'dark'] as const;

export type Theme = typeof themes[number];

/** Light, dark, or as the system says. */
export class ThemeChoice {
  readonly theme = new KeptCell<Theme>('parlance.theme', themes, 'system');

  constructor(private readonly root: HTMLElement) {
    this.apply();
  }

  choose(theme: Theme): void {
    this.theme.set(theme);
    this.apply();
  }

  /** The next in turn: system, light, dark. */
  turn(): Theme {
    const next = themes[(themes.indexOf(this.theme.get()) + 1) % themes.length] ?? 'system';
    this.choose(next);
    return next;
  }

  private apply(): void {
    const theme = this.theme.get();
    if (theme === 'system') delete this.root.dataset['theme'];
    else this.root.dataset['theme'] = theme;
  }
}
