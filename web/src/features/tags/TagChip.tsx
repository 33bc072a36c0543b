import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon';

interface Props {
  readonly tag: string;
  /** Shows the chats with it. */
  readonly onOpen?: () => void;
  readonly onRemove: () => void;
}

/** A tag on a chat, and the way to take it off. */
export function TagChip({ tag, onOpen, onRemove }: Props): ReactElement {
  return (
    <span className="inline-flex min-w-0 items-center rounded-full bg-accent-soft text-accent">
      {onOpen === undefined ? (
        <bdi className="truncate py-0.5 pl-2.5">{tag}</bdi>
      ) : (
        <button type="button" className="min-h-7 truncate rounded-l-full pl-2.5 pr-1 hover:underline" title={`Chats tagged “${tag}”`} onClick={onOpen}><bdi>{tag}</bdi></button>
      )}
      <button
        type="button"
        aria-label={`Remove ${tag}`}
        title={`Remove ${tag}`}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-full hover:bg-hover max-sm:size-9"
        onClick={onRemove}
      >
        <Icon name="x" size={12} />
      </button>
    </span>
  );
}
