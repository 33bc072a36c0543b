import { useEffect, useRef } from 'react';
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
  const unread = useCell(workspace.unread).has(tab.chat ?? '');
  const running = row !== null && row.running.length > 0;
  return { title: chatTitle(row), dot: running ? 'running' : unread ? 'unread' : null };
}

/** Marks a tab whose answer ended while another one was shown. The server tells only of chats that were closed to it for a while. */
export function useUnreadMark(tab: Tab, running: boolean): void {
  const { workspace } = usePage();
  const before = useRef(running);
  useEffect(() => {
    if (before.current && !running && tab.chat !== null && workspace.activeTab.chat !== tab.chat) workspace.setUnread(tab.chat, true);
    before.current = running;
  }, [workspace, tab.chat, running]);
}
