import type { ReactElement } from 'react';
import { useSync } from '../workspace/context';

/** What this is, and which. */
export function About(): ReactElement {
  const { server, user, connection } = useSync('status');
  const facts = [
    ['Server', server ?? 'not connected'],
    ['Connection', connection === 'online' ? 'online' : 'not connected'],
    ['Account', user?.name ?? '—'],
  ];
  return (
    <div className="text-sm">
      <p className="mb-4 max-w-prose text-muted">
        Parlance is a private workspace for language models, on a server of your own. This page asks nobody but its own server. In the browser it
        keeps what you choose under Appearance, which chats are open in a tab until that is closed, and a copy of your chats only if you turn that on.
      </p>
      <dl className="divide-y divide-line">
        {facts.map(([name, value]) => (
          <div key={name} className="flex min-h-10 items-center justify-between gap-4">
            <dt className="text-muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
