import { isRunning } from '../../contract';
import type { Page } from '../workspace/context';

/** Stops the answer that is being written in the shown chat, if there is one. */
export function stopShown({ client, workspace }: Page): void {
  const { chat } = workspace.activeTab;
  if (chat === null) return;
  const { entries } = client.get(`branch:${chat}`);
  const message = client.get(`message:${entries[entries.length - 1]?.id ?? ''}`);
  if (message !== null && isRunning(message)) client.stopAnswer(chat, message.id);
}
