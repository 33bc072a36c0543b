import { KeyboardEvent, ReactElement, useMemo } from 'react';
import { useCell } from '../../ui/cell';
import { stepFocus } from '../../ui/focus';
import { useNarrow } from '../../ui/useNarrow';
import { FixedList } from '../../ui/window/FixedList';
import { usePage, useSync } from '../workspace/context';
import { activeTab } from '../workspace/tabs';
import type { Section } from '../../sync/views';
import { ChatRows } from './chatRows';
import { ChatItem } from './ChatItem';
import { NoChats } from './NoChats';

const labels: Readonly<Record<Section, string>> = { active: 'Chats', hidden: 'Hidden chats', trash: 'Trash' };

/** The chats of a section, newest first. However many there are, only those in sight are drawn. */
export function ChatListView({ section }: { readonly section: Section }): ReactElement {
  const { client, workspace } = usePage();
  const list = useSync(`chats:${section}`);
  const { synced } = useSync('status');
  // Enough for a finger where the page is narrow.
  const height = useNarrow() ? 44 : 34;
  const shown = activeTab(useCell(workspace.tabs)).chat;
  const rows = useMemo(
    () => (section === 'active' ? ChatRows.byDay(list, (chat) => client.get(`chat:${chat}`), Date.now()) : ChatRows.plain(list)),
    [client, list, section],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    stepFocus(event.currentTarget, 'a', event.key === 'ArrowDown' ? 1 : -1);
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      {section === 'active' ? null : <h2 className="px-4 pb-1 text-xs font-medium text-muted">{labels[section]}</h2>}
      {list.length === 0 ? <NoChats section={section} loading={!synced} /> : null}
      <FixedList
        label={labels[section]}
        count={rows.count}
        height={height}
        reveal={shown === null ? -1 : rows.indexOf(shown)}
        className="flex-1 px-2"
        keyAt={(index) => key(rows, index)}
        row={(index) => {
          const row = rows.at(index);
          if (row.kind === 'chat') return <ChatItem chat={row.chat} shown={row.chat === shown} section={section} />;
          return <h2 className="flex h-full items-end px-2 pb-1 text-xs font-medium text-muted">{row.label}</h2>;
        }}
      />
    </div>
  );
}

function key(rows: ChatRows, index: number): string {
  const row = rows.at(index);
  return row.kind === 'chat' ? row.chat : row.label;
}
