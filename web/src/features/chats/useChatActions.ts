import { useMemo } from 'react';
import type { ChatRow } from '../../contract';
import { usePage } from '../workspace/context';
import { chatTitle } from './title';

interface ChatActions {
  hide(chat: ChatRow, hidden: boolean): void;
  remove(chat: ChatRow): void;
  askToPurge(chat: ChatRow): void;
}

/** Changes that take a chat out of sight: each says so and can be taken back, but for the one that asks first. */
export function useChatActions(): ChatActions {
  const { client, workspace } = usePage();
  return useMemo(
    () => ({
      hide: (chat, hidden) => {
        client.hide(chat.id, hidden);
        if (!hidden) return;
        workspace.toasts.show(`“${short(chatTitle(chat))}” is hidden.`, { action: { label: 'Undo', run: () => client.hide(chat.id, false) } });
      },
      remove: (chat) => {
        const shown = workspace.activeTab.chat === chat.id;
        client.delete(chat.id);
        workspace.leave(chat.id);
        const undo = (): void => {
          client.restore(chat.id);
          if (shown) workspace.open(chat.id);
        };
        workspace.toasts.show(`“${short(chatTitle(chat))}” is in the trash.`, { action: { label: 'Undo', run: undo } });
      },
      askToPurge: (chat) =>
        workspace.question.set({
          title: 'Delete for ever?',
          text: `“${short(chatTitle(chat))}” and all its messages will be gone. This cannot be undone.`,
          yes: 'Delete for ever',
          run: () => {
            workspace.leave(chat.id);
            client.purge(chat.id);
          },
        }),
    }),
    [client, workspace],
  );
}

function short(title: string): string {
  return title.length > 40 ? `${title.slice(0, 38)}…` : title;
}
