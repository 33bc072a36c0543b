import type { ReactElement } from 'react';
import type { MessageRow, Rating } from '../../contract';
import type { BranchEntry } from '../../sync/views';
import { CopyButton } from '../../ui/CopyButton';
import { IconButton } from '../../ui/IconButton';
import { usePage } from '../workspace/context';
import { AnswerFacts } from './AnswerFacts';
import { BranchWalker } from './BranchWalker';

interface Props {
  readonly message: MessageRow;
  readonly entry: BranchEntry;
  /** The last answer's actions stay in sight; those of the others come with the pointer or the focus. */
  readonly last: boolean;
  readonly running: boolean;
}

/** What can be done with an answer, and what it took. Its height is there from the start, so that its end moves nothing. */
export function AnswerFooter({ message, entry, last, running }: Props): ReactElement {
  return (
    <div className="-ml-1.5 mt-1.5 flex min-h-7 flex-wrap items-center gap-x-1 max-sm:min-h-10">
      <BranchWalker chat={message.chat} entry={entry} />
      {running || message.text === '' ? null : (
        <div className={`flex items-center ${last ? '' : 'actions'}`}>
          <Actions message={message} />
        </div>
      )}
      <AnswerFacts message={message} className={last || running ? '' : 'actions'} />
    </div>
  );
}

function Actions({ message }: { readonly message: MessageRow }): ReactElement {
  const { client } = usePage();
  const { chat, id, parent, text, rating } = message;
  const rate = (value: Rating): void => client.rate(chat, id, rating === value ? 0 : value);
  return (
    <>
      <CopyButton label="Copy answer" text={() => text} />
      {parent === null ? null : <IconButton icon="refresh-cw" label="Answer again" size="small" onClick={() => client.answer(chat, parent)} />}
      <IconButton
        icon="thumbs-up"
        label="Good answer"
        size="small"
        aria-pressed={rating === 1}
        active={rating === 1}
        onClick={() => rate(1)}
      />
      <IconButton
        icon="thumbs-down"
        label="Bad answer"
        size="small"
        aria-pressed={rating === -1}
        active={rating === -1}
        onClick={() => rate(-1)}
      />
    </>
  );
}
