import { useEffect } from 'react';
import { usePage } from '../workspace/context';
import { chatTitle } from '../chats/title';

/** Tells of answers that ended in chats that are not shown, and of what the server could not do. */
export function useNotices(): void {
  const { client, workspace } = usePage();
  useEffect(() => {
    const endNotices = client.onNotice(({ chat, message, status }) => {
      if (workspace.activeTab.chat === chat) return;
      const title = chatTitle(client.get(`chat:${chat}`));
      const words = status === 'error' ? `The answer in “${title}” failed.` : `“${title}” has an answer.`;
      workspace.toasts.show(words, { action: { label: 'Open', run: () => workspace.goTo(chat, message) } });
    });
    const endProblems = client.onProblem((problem) => workspace.toasts.show(problem.message, { tone: 'problem' }));
    return () => {
      endNotices();
      endProblems();
    };
  }, [client, workspace]);
}
