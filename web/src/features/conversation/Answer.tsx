import type { ReactElement } from 'react';
import { isRunning, MessageRow } from '../../contract';
import { useMarkdown } from '../../markdown/useMarkdown';
import { Markdown } from '../../markdown/view/Markdown';
import type { BranchEntry } from '../../sync/views';
import { useSync } from '../workspace/context';
import { AnswerEnd } from './AnswerEnd';
import { AnswerFooter } from './AnswerFooter';
import { Waiting } from './Waiting';

interface Props {
  readonly message: MessageRow;
  readonly entry: BranchEntry;
  readonly last: boolean;
}

/** What a model wrote, or is writing. */
export function Answer({ message, entry, last }: Props): ReactElement {
  const running = isRunning(message);
  const arriving = useSync(`text:${message.id}`);
  const empty = running ? (arriving?.count ?? 0) === 0 : message.text === '';
  return (
    <div className="group" aria-busy={running}>
      {empty ? null : <AnswerText message={message} running={running} />}
      {running && empty ? <Waiting message={message} /> : null}
      {running ? null : <AnswerEnd message={message} />}
      <AnswerFooter message={message} entry={entry} last={last} running={running} />
    </div>
  );
}

function AnswerText({ message, running }: { readonly message: MessageRow; readonly running: boolean }): ReactElement {
  const arriving = useSync(`text:${message.id}`);
  const snapshot = useMarkdown(running ? arriving : null, message.text);
  return <Markdown snapshot={snapshot} live={running} cut={!running && message.status !== 'done'} />;
}
