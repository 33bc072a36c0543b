import { ReactElement, useState } from 'react';
import type { OfflineState } from '../../sync/views';
import { Button } from '../../ui/Button';
import { Switch } from '../../ui/Switch';
import { clockTime } from '../../ui/time';
import { usePage, useSync } from '../workspace/context';

/** What stays in this browser, and the truth about how safe it is there. */
export function OfflineSettings(): ReactElement {
  const { client } = usePage();
  const offline = useSync('offline');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { state } = offline;
  const kept = state === 'on' || state === 'loading' || state === 'failed';
  const during = (work: Promise<unknown>): void => {
    setBusy(true);
    setProblem(null);
    work
      .catch(() => setProblem('The browser did not let this page change that.'))
      .finally(() => setBusy(false));
  };
  const wipe = (): void => during(client.offline.disable());
  return (
    <div className="flex flex-col gap-6 text-sm">
      <Switch
        label="Keep an encrypted copy in this browser"
        on={kept}
        disabled={busy || state === 'unavailable'}
        onChange={(on) => (on ? during(client.offline.enable()) : wipe())}
      >
        With it you read your chats and write on while the server is away, also after a reload. Without it nothing of them outlives this page.
      </Switch>
      <p className="max-w-prose rounded-xl bg-sunken px-4 py-3 text-muted">
        Its key lies in this browser too. No script can read it out, and once the copy is wiped what is left on the disk cannot be opened. But whoever
        uses this browser under your account, or takes its whole profile, can read the copy. Leave it off on a machine that is not yours.
      </p>
      <p role="status" className={state === 'failed' ? 'text-danger' : 'text-muted'}>{stateWords(offline)}</p>
      {problem === null ? null : <p role="alert" className="text-danger">{problem}</p>}
      {kept ? (
        <Button icon="trash" tone="danger" className="self-start" disabled={busy} onClick={wipe}>Wipe the copy</Button>
      ) : null}
    </div>
  );
}

function stateWords({ state, savedAt, writer }: OfflineState): string {
  switch (state) {
    case 'unavailable':
      return 'This browser cannot keep one on this address: it needs https, or this machine’s own.';
    case 'off':
      return 'There is no copy in this browser.';
    case 'loading':
      return 'The copy is being opened…';
    case 'failed':
      return 'The copy could not be written: the browser has no room for it, or forbids it.';
    case 'on':
      if (savedAt !== null) return `Last written at ${clockTime(savedAt)}.`;
      return writer ? 'The copy is up to date.' : 'Another tab of this page writes the copy.';
  }
}
