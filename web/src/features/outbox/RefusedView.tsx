import { ReactElement, useState } from 'react';
import type { Refused } from '../../sync/views';
import { Button } from '../../ui/Button';
import { copyText } from '../../ui/copyText';
import { Icon } from '../../ui/Icon';
import { usePage } from '../workspace/context';
import { ChangeName } from './ChangeName';
import { textOf, whatFailed } from './words';

/** More than this of a text is only copied, not shown. */
const longest = 20_000;

interface Props {
  readonly change: Refused;
  /** Whether it says what it was to be done to: where its chat is not seen beside it. */
  readonly named?: boolean;
}

/** A change that the server refused: why, every word of it, and what can be done. */
export function RefusedView({ change, named = false }: Props): ReactElement {
  const { client } = usePage();
  const { id, op, problem } = change;
  const text = textOf(op);
  return (
    <section aria-label="Not sent" className="mb-3 rounded-xl border border-danger/40 bg-danger-soft px-4 py-3 text-sm">
      {named && text === null ? <p className="mb-1 font-medium"><ChangeName op={op} /></p> : null}
      {text === null ? null : <p tabIndex={0} className="any-script mb-2 max-h-40 overflow-y-auto whitespace-pre-wrap rounded text-base [overflow-wrap:anywhere]">{text.length > longest ? `${text.slice(0, longest)}…` : text}</p>}
      <div className="flex flex-wrap items-center gap-x-1 gap-y-2">
        <Icon name="triangle-alert" className="mr-1 text-danger" />
        <p className="min-w-40 flex-1">{`${whatFailed(op)} ${problem.message}`}</p>
        <div className="ml-auto flex flex-wrap justify-end gap-1">
          {text === null ? null : <CopyWords text={text} />}
          <Button tone="quiet" icon="refresh-cw" onClick={() => client.retry(id)}>Try again</Button>
          <Button tone="quiet" onClick={() => client.dismiss(id)}>Dismiss</Button>
        </div>
      </div>
    </section>
  );
}

/** Copies, and says in its place whether it did: a dialog may lie over everything else. */
function CopyWords({ text }: { readonly text: string }): ReactElement {
  const [words, setWords] = useState('Copy text');
  const copy = (): void => void copyText(text).then((done) => setWords(done ? 'Copied' : 'Cannot copy here'));
  return <Button tone="quiet" icon={words === 'Copied' ? 'check' : 'copy'} onClick={copy}>{words}</Button>;
}
