import type { ReactElement } from 'react';
import type { MessageRow } from '../../contract';
import { companionSentence } from '../models/models';
import { useSync } from '../workspace/context';

/** No word has come yet; why, where that is known. */
export function Waiting({ message }: { readonly message: MessageRow }): ReactElement {
  const catalogue = useSync('catalogue');
  const { connection } = useSync('status');
  const model = catalogue?.models.find((candidate) => candidate.id === message.model);
  const sentence = model === undefined || model.local ? companionSentence(catalogue) : null;
  const words = connection !== 'online' ? 'Waiting for the server…' : sentence;
  return (
    <div className="flex min-h-7 items-center gap-3 text-muted" role="status">
      <span className="flex gap-1" aria-hidden="true">
        <span className="breathe size-1.5 rounded-full bg-accent" />
        <span className="breathe size-1.5 rounded-full bg-accent [animation-delay:200ms]" />
        <span className="breathe size-1.5 rounded-full bg-accent [animation-delay:400ms]" />
      </span>
      {words === null ? <span className="sr-only">Waiting for the answer</span> : <span className="text-sm">{words}</span>}
    </div>
  );
}
