import { ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Id } from '../../contract';
import { AnchoredList, ListHandle } from '../../ui/window/AnchoredList';
import { endPlace, Place } from '../../ui/window/anchoring';
import { usePage, useSync } from '../workspace/context';
import { Announcer } from './Announcer';
import { EndRow } from './EndRow';
import { JumpToLatest } from './JumpToLatest';
import { MessageRowView } from './MessageRowView';
import { MessageSkeleton } from './MessageSkeleton';
import { TopRow } from './TopRow';
import { UnknownChat } from './UnknownChat';
import { useReveal } from './useReveal';

const topKey = 'top';
const endKey = 'end';
/** Nearer than this to the oldest message that is here, the page before it is fetched. */
const nearTop = 1200;

/** The messages of one chat. Drawn anew for another chat: give it the chat as its key. */
export function Conversation({ chat }: { readonly chat: Id }): ReactElement {
  const { client, workspace } = usePage();
  const branch = useSync(`branch:${chat}`);
  const list = useRef<ListHandle>(null);
  const [start] = useState(() => workspace.place(chat) ?? endPlace);
  const [atEnd, setAtEnd] = useState(start.atEnd);
  const keys = useMemo(() => [topKey, ...branch.entries.map((entry) => entry.id), endKey], [branch]);
  const { earlier } = branch;

  useEffect(() => {
    client.openChat(chat);
    return () => client.closeChat(chat);
  }, [client, chat]);

  useEffect(
    () => workspace.ending.subscribe(() => workspace.ending.get()?.chat === chat && list.current?.toEnd()),
    [workspace, chat],
  );
  useEffect(() => {
    // A reader who waits at the top scrolls no more: what has come may not be enough.
    if (earlier === 'more' && (list.current?.top() ?? nearTop) < nearTop) client.loadEarlier(chat);
  }, [client, chat, branch, earlier]);
  const flashed = useReveal(chat, branch, list);

  const onPlace = useCallback(
    (place: Place, top: number) => {
      workspace.setPlace(chat, place);
      setAtEnd(place.atEnd);
      if (top < nearTop && earlier === 'more') client.loadEarlier(chat);
    },
    [client, workspace, chat, earlier],
  );

  if (branch.state === 'unknown') return <UnknownChat />;
  if (branch.entries.length === 0 && branch.state === 'loading') return <MessageSkeleton />;
  if (branch.entries.length === 0) return <NoMessages chat={chat} />;

  const row = (key: string, index: number): ReactElement => {
    const entry = branch.entries[index - 1];
    if (key === topKey) return <TopRow earlier={earlier} />;
    if (key === endKey || entry === undefined) return <EndRow chat={chat} />;
    return <MessageRowView entry={entry} chat={chat} last={index === branch.entries.length} flashed={flashed === entry.id} />;
  };
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <AnchoredList
        ref={list}
        label="Conversation"
        keys={keys}
        estimate={180}
        start={start}
        onPlace={onPlace}
        row={row}
        className="flex-1 [scrollbar-gutter:stable_both-edges]"
      />
      <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-0 h-4 bg-linear-to-b from-paper to-transparent" />
      <JumpToLatest shown={!atEnd} onJump={() => list.current?.toEnd()} />
      <Announcer chat={chat} />
    </div>
  );
}

/** A chat that has a name and no messages yet, or none but those that the server refused. */
function NoMessages({ chat }: { readonly chat: Id }): ReactElement {
  return (
    <div className="scroller flex min-h-0 flex-1 flex-col justify-end">
      <EndRow chat={chat} />
    </div>
  );
}
