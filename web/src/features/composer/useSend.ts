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
  // Writing into a chat that is not there would make it.
  const unknown = useSync(`branch:${tab.chat ?? ''}`).state === 'unknown' && !fresh;
  const deleted = useSync(`chat:${tab.chat ?? ''}`)?.deleted ?? null;

  const send = (text: string): void => {
    const model = fresh ? workspace.newChatModel.get() : null;
    const { chat } = client.send({ chat: tab.chat, text, draft: true, ...(model === null ? {} : { model }) });
    if (tab.chat === null) workspace.attach(tab.key, chat);
    else workspace.keep(tab.key);
    workspace.toEnd(chat);
  };
  const stop = (): void => {
    if (tab.chat !== null && running !== null) client.stopAnswer(tab.chat, running);
  };
  return { running: running !== null, canSend: running === null && deleted === null && !unknown, send, stop };
}
