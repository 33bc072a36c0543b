import type { Page } from '../workspace/context';

/** Opens the newest chat with an answer that nobody has looked at. */
export function nextUnread({ client, workspace }: Page): void {
  const list = client.get('chats:active');
  for (let index = 0; index < list.length; index += 1) {
    const chat = list.at(index) ?? '';
    if (client.get(`chat:${chat}`)?.unread !== true || workspace.activeTab.chat === chat) continue;
    workspace.open(chat);
    workspace.leaveDrawer();
    return;
  }
}
