import type { Page } from '../workspace/context';

/** Opens the last own message of the shown chat for a change. */
export function editLast({ client, workspace }: Page): void {
  const { chat } = workspace.activeTab;
  if (chat === null) return;
  const { entries } = client.get(`branch:${chat}`);
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const message = client.get(`message:${entries[index]?.id ?? ''}`);
    if (message?.role !== 'user') continue;
    workspace.edits.open(message.id);
    workspace.target.set({ chat, message: message.id, marked: false });
    return;
  }
}
