import { ReactElement, useCallback, useState, useSyncExternalStore } from 'react';
import type { NoticeState } from '../../notify';
import { Switch } from '../../ui/Switch';
import { usePage } from '../workspace/context';

/** Who tells of a finished answer, and when. */
export function NotificationSettings(): ReactElement {
  const { notifications } = usePage();
  const subscribe = useCallback((reader: () => void) => notifications.subscribe(reader), [notifications]);
  const state = useSyncExternalStore(subscribe, () => notifications.state);
  const push = useSyncExternalStore(subscribe, () => notifications.push);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const during = (work: Promise<unknown> | void): void => {
    setBusy(true);
    setProblem(null);
    Promise.resolve(work)
      .catch(() => setProblem('That could not be changed: the browser or the server does not offer it now.'))
      .finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-col gap-6 text-sm">
      <p className="max-w-prose text-muted">An answer that ends in a chat that you do not see is told of in this page in any case.</p>
      <Switch
        label="Tell me when an answer is ready"
        on={state === 'on'}
        disabled={busy || state === 'unsupported' || state === 'denied'}
        onChange={(on) => during(on ? notifications.enable() : notifications.disable())}
      >
        {stateWords(state, 'The system shows a notification while this page is open but out of sight. It names the chat and nothing else.')}
      </Switch>
      <Switch
        label="Also when no page is open"
        on={push === 'on'}
        disabled={busy || push === 'unsupported' || push === 'denied'}
        onChange={(on) => during(on ? notifications.enablePush() : notifications.disablePush())}
      >
        {stateWords(push, 'By Web Push: the notification goes through your browser maker’s service, which cannot read it, but learns that there was one and when.')}
      </Switch>
      {problem === null ? null : <p role="alert" className="text-danger">{problem}</p>}
    </div>
  );
}

function stateWords(state: NoticeState, words: string): string {
  if (state === 'unsupported') return 'This browser cannot do that on this address. A page that came over https, or from this machine, can.';
  return state === 'denied' ? 'You have forbidden it in the browser. Allow it there, in the settings of this site.' : words;
}
