import { memo, MouseEvent } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { Icon } from '../../ui/Icon';
import { ChatLine } from '../chats/ChatItem';
import { chatIndent } from '../chats/indent';
import { chatTitle } from '../chats/title';
import type { View } from '../listing/view';
import { usePage, useSync } from '../workspace/context';

interface Props {
  readonly chat: Id;
  readonly depth: number;
  readonly view: View;
  readonly onRange: (chat: Id) => void;
}

/** One chat of the list while some are being chosen. */
export const SelectItem = memo(function SelectItem({ chat, depth, view, onRange }: Props) {
  const { listing } = usePage().workspace;
  const row = useSync(`chat:${chat}`);
  const on = useCell(listing.selection)?.chats.has(chat) ?? false;
  if (row === null) return null;
  const choose = (event: MouseEvent): void => (event.shiftKey ? onRange(chat) : listing.toggle(chat));
  return (
    <div
      role="checkbox"
      aria-checked={on}
      aria-label={chatTitle(row)}
      tabIndex={0}
      data-item={`chat:${chat}`}
      className={`flex h-full cursor-pointer select-none items-center gap-2 rounded-lg pr-2 text-sm transition-colors ${on ? 'bg-accent-soft' : 'hover:bg-hover'}`}
      style={chatIndent(depth)}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        if (event.shiftKey) onRange(chat);
        else listing.toggle(chat);
      }}
    >
      <span className={`inline-flex size-4 shrink-0 items-center justify-center rounded border ${on ? 'border-accent bg-accent text-on-accent' : 'border-muted'}`}>
        {on ? <Icon name="check" size={12} /> : null}
      </span>
      <ChatLine row={row} shown={false} pin={depth > 0 || view !== 'active'} />
    </div>
  );
});
