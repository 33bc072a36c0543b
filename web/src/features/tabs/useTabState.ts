import { useCell } from '../../ui/cell';
import { chatTitle } from '../chats/title';
import { usePage, useSync } from '../workspace/context';
import type { Tab } from '../workspace/tabs';

interface TabState {
  readonly title: string;
  readonly dot: 'running' | 'unread' | null;
}

/** What a tab says of its chat. */
export function useTabState(tab: Tab): TabState {
  const { workspace } = usePage();
  const row = useSync(`chat:${tab.chat ?? ''}`);
  const shown = useCell(workspace.tabs).active === tab.key;
  const running = row !== null && row.running.length > 0;
  return { title: chatTitle(row), dot: running ? 'running' : row?.unread === true && !shown ? 'unread' : null };
}
