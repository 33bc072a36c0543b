import { ReactElement, useCallback, useEffect, useRef, useState } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { useNarrow } from '../../ui/useNarrow';
import { FixedList } from '../../ui/window/FixedList';
import { carry } from '../drag/carry';
import { Dragged, dropAt } from '../drag/drop';
import { DropMark } from '../drag/DropMark';
import { Ghost } from '../drag/Ghost';
import { useDrag } from '../drag/useDrag';
import { FolderItem } from '../folders/FolderItem';
import { useFolderActions } from '../folders/useFolderActions';
import { foldersLabel, ListRow, ListRows } from '../listing/listRows';
import { isPlaced } from '../drag/steps';
import { useKeptFocus } from '../listing/useKeptFocus';
import { itemAt, useListKeys } from '../listing/useListKeys';
import { keyOf, View, viewTitle } from '../listing/view';
import { SelectItem } from '../selection/SelectItem';
import { usePage, useSync } from '../workspace/context';
import { activeTab } from '../workspace/tabs';
import { ChatItem } from './ChatItem';
import { FoldersHeading } from './FoldersHeading';
import { chatIndent } from './indent';
import { NoChats } from './NoChats';
import { useChatActions } from './useChatActions';
import { ViewHeading } from './ViewHeading';

interface Props {
  readonly view: View;
  readonly rows: ListRows;
}

/** The folders and chats of a view. However many there are, only those in sight are drawn. */
export function ChatListView({ view, rows }: Props): ReactElement {
  const { client, workspace } = usePage();
  const { listing } = workspace;
  const { length } = useSync(keyOf(view));
  const { size } = useSync('folders');
  const { synced } = useSync('status');
  const selecting = useCell(listing.selection) !== null;
  // Enough for a finger where the page is narrow.
  const height = useNarrow() ? 44 : 34;
  const shown = activeTab(useCell(workspace.tabs)).chat;
  const chats = useChatActions();
  const folders = useFolderActions();
  const scroller = useRef<HTMLDivElement>(null);
  const onKeyDown = useListKeys(view);
  const onFocus = useKeptFocus(scroller, rows);
  const latest = useRef(rows);
  latest.current = rows;

  const onRange = useCallback(
    (chat: Id) => {
      const from = listing.selection.get()?.anchor ?? workspace.activeTab.chat ?? chat;
      const [start, end] = [latest.current.indexOf(from), latest.current.indexOf(chat)];
      listing.extend(latest.current.between(start === -1 ? end : start, end));
    },
    [listing, workspace],
  );
  const { drag, ghost, onPointerDown } = useDrag({
    scroller,
    height,
    dragged: (target) => (view !== 'active' ? null : draggedBy(target, listing.selection.get()?.chats)),
    dropAt: (dragged, y) => dropAt(dragged, y, { rows, folders: client.get('folders'), placed: (chat) => isPlaced(client.get(`chat:${chat}`)) }),
    carry: (dragged, drop) => carry(dragged, drop, chats, folders),
    rested: (index) => {
      const row = index < 0 || index >= rows.count ? null : rows.at(index);
      if (row?.kind === 'folder') listing.fold(row.folder, true);
    },
  });

  const row = (index: number): ReactElement => {
    const line = rows.at(index);
    switch (line.kind) {
      case 'chat':
        if (selecting) return <SelectItem chat={line.chat} depth={line.depth} view={view} onRange={onRange} />;
        return <ChatItem chat={line.chat} depth={line.depth} shown={line.chat === shown} view={view} onRange={onRange} />;
      case 'folder':
        return <FolderItem folder={line.folder} depth={line.depth} open={line.open} />;
      case 'empty':
        return <p className="flex h-full items-center text-sm text-muted" style={chatIndent(line.depth)}>Nothing in it yet</p>;
      case 'heading':
        if (line.label === foldersLabel) return <FoldersHeading />;
        return <h2 className="flex h-full items-end px-2 pb-1 text-xs font-medium text-muted">{line.label}</h2>;
    }
  };
  const bare = length === 0 && (view !== 'active' || size === 0);
  return (
    <div className="flex min-h-0 flex-1 select-none flex-col" onFocus={onFocus} onKeyDown={onKeyDown} onPointerDown={onPointerDown}>
      {view === 'active' ? null : <ViewHeading view={view} />}
      {bare && view === 'active' && synced ? <div className="px-2" style={{ height }}><FoldersHeading /></div> : null}
      {bare ? <NoChats view={view} loading={!synced} /> : null}
      <FixedList
        label={viewTitle(view)}
        count={bare ? 0 : rows.count}
        height={height}
        reveal={useRevealed(synced ? shown : null)}
        levelAt={(index) => levelOf(rows.at(index))}
        scrollerRef={scroller}
        overlay={<DropMark drop={drag?.drop ?? null} height={height} />}
        className="flex-1 px-2"
        keyAt={(index) => rows.keyAt(index)}
        indexOf={(key) => rows.indexOf(key)}
        row={row}
      />
      {drag === null ? null : <Ghost ref={ghost} drag={drag} />}
      <p role="status" className="sr-only">{useCell(listing.spoken)}</p>
    </div>
  );
}

/** The row to bring into sight: the shown chat's when another is shown, or the one that was asked for. */
function useRevealed(shown: Id | null): { readonly key: string } | null {
  const { listing } = usePage().workspace;
  const asked = useCell(listing.reveal);
  const [reveal, setReveal] = useState<{ readonly key: string } | null>(null);
  useEffect(() => {
    if (shown !== null) setReveal({ key: shown });
  }, [shown]);
  useEffect(() => {
    if (asked !== null) setReveal({ key: asked.id });
  }, [asked]);
  return reveal;
}

/** What a press on an element of the list would drag: with a chosen chat, all the chosen ones. */
function draggedBy(target: Element, selected: ReadonlySet<Id> | undefined): Dragged | null {
  const item = itemAt(target);
  if (item === null) return null;
  if (item.kind === 'folder') return { kind: 'folder', folder: item.id };
  return { kind: 'chats', chats: selected?.has(item.id) === true ? [...selected] : [item.id] };
}

function levelOf(row: ListRow): number {
  return row.kind === 'heading' ? 1 : row.depth + 1;
}
