import type { ReactElement } from 'react';
import type { Companion } from '../../contract';
import { Icon } from '../../ui/Icon';
import { Spinner } from '../../ui/Spinner';

const words: Readonly<Record<Companion['state'], string>> = {
  absent: 'Not installed',
  starting: 'Starting…',
  loading: 'Loading its model…',
  ready: 'Ready',
  failed: 'Could not be started',
};

/** The local model, which the server looks after by itself. */
export function CompanionCard({ companion }: { readonly companion: Companion }): ReactElement {
  const { state, model, problem } = companion;
  const waits = state === 'starting' || state === 'loading';
  return (
    <section aria-label="Local model" className="flex items-start gap-3 rounded-xl border border-line p-4 text-sm">
      <Icon name="cpu" size={18} className="mt-0.5 text-accent" />
      <div className="min-w-0 flex-1">
        <h3 className="font-medium">Local model</h3>
        <p className="truncate text-muted">{model ?? 'Runs on the server itself; nothing leaves it.'}</p>
        {problem === null ? null : <p className="mt-1 text-danger">{problem.message}</p>}
      </div>
      <p className="flex items-center gap-2 text-muted">{waits ? <Spinner /> : null}{words[state]}</p>
    </section>
  );
}
