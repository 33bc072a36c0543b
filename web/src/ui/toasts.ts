import { Cell } from './cell';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'problem';
  /** A newer toast of the same topic takes its place. */
  readonly topic?: string;
  /** What takes it back, or goes to what it tells of. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const lifetime = 6000;
const most = 3;

/** Short words about what has just happened. They leave by themselves, but not under a pointer or the focus. */
export class Toasts {
  readonly shown = new Cell<readonly Toast[]>([]);
  private readonly timers = new Map<number, number>();
  private last = 0;

  show(text: string, options: Partial<Pick<Toast, 'tone' | 'topic' | 'action'>> = {}): void {
    this.last += 1;
    const toast: Toast = { tone: 'plain', ...options, id: this.last, text };
    const others = this.shown.get().filter(({ topic }) => topic === undefined || topic !== toast.topic);
    this.shown.set([...others, toast].slice(-most));
    this.leaveLater(toast.id);
  }

  dismiss(id: number): void {
    this.stay(id);
    this.shown.set(this.shown.get().filter((toast) => toast.id !== id));
  }

  stay(id: number): void {
    window.clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  leaveLater(id: number): void {
    this.stay(id);
    this.timers.set(id, window.setTimeout(() => this.dismiss(id), lifetime));
  }
}
