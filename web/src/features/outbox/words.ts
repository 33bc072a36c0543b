import type { ChatFields, Op } from '../../contract';
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

/** What a change does, in a few words that the name of its chat or folder follows. */
export function changeWords(op: Op): string {
  switch (op.op) {
    case 'message.send':
      return 'Send to';
    case 'message.answer':
      return 'Answer again in';
    case 'message.continue':
      return 'Continue an answer in';
    case 'message.stop':
      return 'Stop an answer in';
    case 'message.rate':
      return 'Rate an answer in';
    case 'chat.set':
      return fieldWords(op);
    case 'chat.branch':
      return 'Show another version in';
    case 'chat.purge':
      return 'Delete a chat for ever';
    case 'draft.set':
      return 'Draft in';
    case 'folder.set':
      if (op.name === undefined) return 'Move the folder';
      return op.position === undefined ? 'Rename the folder to' : 'Make the folder';
    case 'folder.delete':
      return 'Remove a folder';
  }
}

function fieldWords({ title, pinned, hidden, archived, deleted, model, folder, position, tags }: ChatFields): string {
  if (title !== undefined) return 'Rename to';
  if (deleted !== undefined) return deleted ? 'Move to the trash:' : 'Take out of the trash:';
  if (folder !== undefined) return folder === null ? 'Take out of its folder:' : 'Move to a folder:';
  if (position !== undefined) return 'Put in another place:';
  if (pinned !== undefined) return pinned ? 'Pin' : 'Unpin';
  if (archived !== undefined) return archived ? 'Archive' : 'Take out of the archive:';
  if (hidden !== undefined) return hidden ? 'Hide' : 'Show in the list:';
  if (tags !== undefined) return 'Tag';
  return model === undefined ? 'Mark as read:' : 'Choose a model for';
}

/** What a user wrote in a change that was refused; null where it holds no words worth keeping. */
export function textOf(op: Op): string | null {
  return op.op === 'message.send' || op.op === 'draft.set' ? op.text : null;
}

export function pendingWords({ status, problem }: Pending): string {
  if (status === 'refused') return `Refused: ${problem?.message ?? 'the server did not say why.'}`;
  return status === 'queued' ? 'Queued: will be sent when the server is back' : 'Being sent';
}
