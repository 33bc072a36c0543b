import { usePage, useSync } from '../workspace/context';
import type { Tab } from '../workspace/tabs';
import { useRunning } from '../conversation/useRunning';
import { useFresh } from './useFresh';

interface Send {
  /** The answer at the end of the shown branch is being written. */
  readonly running: boolean;
  readonly canSend: boolean;
  readonly send: (text: string) => void;
  readonly stop: () => void;
}

/** What sending means in a tab. Answers of other chats, and other branches, are nothing to it. */
export function useSend(tab: Tab): Send {
  const { client, workspace } = usePage();
  const running = useRunning(tab.chat);
  const fresh = useFresh(tab.chat);
  const row = useSync(`chat:${tab.chat ?? ''}`);
  // Writing into a chat that is not there would make it, and into one that has not come yet would begin it anew.
  const here = (fresh || row !== null) && (row?.deleted ?? null) === null;

  const send = (text: string): void => {
    const model = fresh ? workspace.newChatModel.get() : null;
    const start = { ...(fresh ? { parent: null } : {}), ...(model === null ? {} : { model }) };
    const { chat } = client.send({ chat: tab.chat, text, draft: true, ...start });
    if (tab.chat === null) workspace.attach(tab.key, chat);
    else workspace.keep(tab.key);
    workspace.toEnd(chat);
  };
  const stop = (): void => {
    if (tab.chat !== null && running !== null) client.stopAnswer(tab.chat, running);
  };
  return { running: running !== null, canSend: running === null && here, send, stop };
}
