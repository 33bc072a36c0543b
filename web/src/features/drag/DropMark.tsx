import type { ReactElement } from 'react';
import { chatIndent, folderIndent } from '../chats/indent';
import type { Drop } from './drop';

interface Props {
  readonly drop: Drop | null;
  readonly height: number;
}

/** Shows in the list where what is dragged would go. */
export function DropMark({ drop, height }: Props): ReactElement | null {
  if (drop === null || drop.row < 0) return null;
  if (drop.kind === 'into') {
    return <li role="presentation" className="pointer-events-none absolute inset-x-0 rounded-lg border-2 border-accent bg-accent/10" style={{ top: drop.row * height, height }} />;
  }
  return (
    <li
      role="presentation"
      className="pointer-events-none absolute right-1 h-0.5 rounded-full bg-accent"
      style={{ top: drop.row * height - 1, left: markIndent(drop) }}
    />
  );
}

function markIndent(drop: Exclude<Drop, { readonly kind: 'into' }>): number {
  return (drop.kind === 'chat' ? chatIndent : folderIndent)(drop.depth).paddingLeft;
}
