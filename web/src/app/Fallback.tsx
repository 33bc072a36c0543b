import { Component, ReactNode } from 'react';
import { Button } from '../ui/Button';

interface State {
  readonly failed: boolean;
}

/** What is left of the page when a part of it fails in a way that nobody foresaw: the truth, and a way on. */
export class Fallback extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main role="alert" className="flex h-dvh flex-col items-center justify-center gap-4 px-6 text-center">
        <h1 className="text-xl font-semibold">This page has failed</h1>
        <p className="max-w-sm text-muted">That is a mistake in Parlance. What was sent is safe on the server, and answers go on being written there.</p>
        <Button icon="refresh-cw" onClick={() => window.location.reload()}>Reload</Button>
      </main>
    );
  }
}
