import type { ReactElement } from 'react';
import { ConnectionBanner } from '../features/connection/ConnectionBanner';
import { useNotices } from '../features/connection/useNotices';
import { useShortcuts } from '../features/commands/useShortcuts';
import { ChatPane } from '../features/conversation/ChatPane';
import { TabStrip } from '../features/tabs/TabStrip';
import { usePage } from '../features/workspace/context';
import { activeTab } from '../features/workspace/tabs';
import { useCell } from '../ui/cell';
import { ToastList } from '../ui/ToastList';
import { useNarrow } from '../ui/useNarrow';
import { Panels } from './Panels';
import { SidebarFrame } from './SidebarFrame';
import { useLeaving } from './useLeaving';
import { useSeen } from './useSeen';

/** The page: the chats on the left, the shown one beside them, and what lies above both for a while. */
export function App(): ReactElement {
  const { workspace } = usePage();
  const tab = activeTab(useCell(workspace.tabs));
  // What lies under the drawer cannot be reached until it leaves.
  const sidebar = useCell(workspace.sidebar);
  const covered = useNarrow() && sidebar;
  useShortcuts();
  useNotices();
  useLeaving();
  useSeen(tab);
  return (
    <div className="flex h-dvh w-full overflow-hidden">
      <a
        href="#composer"
        className="fixed -top-20 left-2 z-50 rounded-lg bg-accent px-4 py-2 text-on-accent focus:top-2"
      >
        Go to the composer
      </a>
      <SidebarFrame />
      <div className="relative flex min-w-0 flex-1 flex-col" {...(covered ? { inert: '' } : {})}>
        <TabStrip />
        <ConnectionBanner />
        <ChatPane tab={tab} />
      </div>
      <Panels />
      <ToastList toasts={workspace.toasts} beside={sidebar} />
    </div>
  );
}
