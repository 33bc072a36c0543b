import type { ReactElement } from 'react';
import { isDamaged, MessageRow, MessageStatus } from '../../contract';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { usePage } from '../workspace/context';
import { Damaged } from './Damaged';

/** Problems that are mended where the providers are set up. */
const aboutProviders: ReadonlySet<string> = new Set([
  'no_model', 'model_unknown', 'provider_refused_key', 'provider_unreachable', 'provider_untrusted', 'provider_forbidden', 'provider_nonsense',
]);

/** How an answer ended, where it did not end well, and what can be done about it. */
export function AnswerEnd({ message }: { readonly message: MessageRow }): ReactElement | null {
  const { client, workspace } = usePage();
  const { status, chat, id, parent, problem } = message;
  if (isDamaged(message)) return <Damaged />;
  if (status === 'done') return null;
  const bad = status === 'error';
  return (
    <div className={`mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl px-3.5 py-2 text-sm ${look(status)}`}>
      {status === 'stopped' ? null : <Icon name="triangle-alert" className={bad ? 'text-danger' : 'text-warning'} />}
      <p className="min-w-40 flex-1">{sentence(message)}</p>
      {problem !== null && aboutProviders.has(problem.code) ? <Button tone="quiet" icon="settings" onClick={() => workspace.panel.set('settings')}>Settings</Button> : null}
      {message.text === '' ? null : <Button tone="quiet" icon="play" onClick={() => client.resume(chat, id)}>Continue</Button>}
      {bad || message.text === '' ? (
        <Button tone="quiet" icon="refresh-cw" onClick={() => parent !== null && client.answer(chat, parent)}>Try again</Button>
      ) : null}
    </div>
  );
}

function look(status: MessageStatus): string {
  if (status === 'error') return 'bg-danger-soft';
  return status === 'interrupted' ? 'bg-warning-soft' : 'bg-hover text-muted';
}

function sentence({ status, text, problem }: MessageRow): string {
  if (status === 'interrupted') return 'The server stopped while this was being written.';
  if (status === 'stopped') return text === '' ? 'You stopped this answer before it began.' : 'You stopped this answer.';
  return problem?.message ?? 'This answer failed.';
}
