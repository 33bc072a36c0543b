import type { Op } from '../../contract';
import type { Pending } from '../../sync/views';

/** What a refused change was to do, as the beginning of a sentence that the problem ends. */
export function whatFailed(op: Op): string {
  switch (op.op) {
    case 'message.send':
      return 'Not sent.';
    case 'message.answer':
      return 'No new answer.';
    case 'message.continue':
      return 'Not continued.';
    case 'draft.set':
      return 'Draft not saved.';
    case 'folder.set':
      return 'Folder not changed.';
    case 'folder.delete':
      return 'Folder not removed.';
    default:
      return 'Not changed.';
  }
}

/** What a user wrote in a change that was refused; null where it holds no words worth keeping. */
export function textOf(op: Op): string | null {
  return op.op === 'message.send' || op.op === 'draft.set' ? op.text : null;
}

export function pendingWords({ status, problem }: Pending): string {
  if (status === 'refused') return `Refused: ${problem?.message ?? 'the server did not say why.'}`;
  return status === 'queued' ? 'Queued: will be sent when the server is back' : 'Being sent';
}
