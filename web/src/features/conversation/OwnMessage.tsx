import type { ReactElement } from 'react';
import { isDamaged, MessageRow } from '../../contract';
import type { BranchEntry } from '../../sync/views';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { clockTime, fullTime } from '../../ui/time';
import { usePage, useSync } from '../workspace/context';
import { BranchWalker } from './BranchWalker';
import { Damaged } from './Damaged';
import { OwnText } from './OwnText';

interface Props {
  readonly message: MessageRow;
  readonly entry: BranchEntry;
}

/** What the user wrote. */
export function OwnMessage({ message, entry }: Props): ReactElement {
  const { workspace } = usePage();
  return (
    <div className="group flex flex-col items-end">
      <div className="max-w-[85%] rounded-2xl rounded-br-md bg-bubble px-4 py-2.5 max-sm:max-w-[92%]">
        {isDamaged(message) ? <Damaged /> : <OwnText text={message.text} />}
      </div>
      <div className="mt-1 flex min-h-7 items-center gap-0.5 max-sm:min-h-10">
        <div className="actions flex items-center">
          <time dateTime={new Date(message.created).toISOString()} title={fullTime(message.created)} className="px-1.5 text-xs text-muted">
            {clockTime(message.created)}
          </time>
          <CopyButton label="Copy message" text={() => message.text} />
          <IconButton
            icon="pencil"
            label="Edit message"
            size="small"
            onClick={() => workspace.edits.open(message.id)}
          />
        </div>
        <SendState message={message} />
        <BranchWalker chat={message.chat} entry={entry} />
      </div>
    </div>
  );
}

/** Whether the server has it. Said only when that takes a while: online it takes no time. */
function SendState({ message }: { readonly message: MessageRow }): ReactElement | null {
  const pending = useSync(`pending:${message.id}`);
  if (pending === null || pending.status === 'refused') return null;
  const queued = pending.status === 'queued';
  return (
    <span className="late flex items-center gap-1.5 px-1.5 text-xs text-muted">
      {queued ? <Icon name="clock" size={13} /> : null}
      {queued ? 'Will be sent when the server is back' : 'Sending…'}
    </span>
  );
}
