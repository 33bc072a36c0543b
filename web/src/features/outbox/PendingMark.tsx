import type { ReactElement } from 'react';
import type { Id } from '../../contract';
import { Icon } from '../../ui/Icon';
import { useSync } from '../workspace/context';
import { pendingWords } from './words';

/** How far the changes of a chat or a folder have got. On their way they show only when that takes a while. */
export function PendingMark({ of }: { readonly of: Id }): ReactElement | null {
  const pending = useSync(`pending:${of}`);
  if (pending === null) return null;
  const { status } = pending;
  const words = pendingWords(pending);
  return (
    <span className={`inline-flex shrink-0 ${status === 'refused' ? 'text-danger' : `text-muted ${status === 'sent' ? 'late' : ''}`}`} title={words}>
      <Icon name={status === 'refused' ? 'triangle-alert' : status === 'queued' ? 'clock' : 'arrow-up'} size={13} />
      <span className="sr-only">{words}</span>
    </span>
  );
}
