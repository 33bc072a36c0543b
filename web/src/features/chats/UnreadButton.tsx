import type { ReactElement } from 'react';
import { counted } from '../../ui/counted';
import { formatKeys } from '../commands/keys';
import { usePage, useSync } from '../workspace/context';
import { nextUnread } from './nextUnread';

/** How many chats have an answer that nobody has looked at, and the way to the next of them. */
export function UnreadButton(): ReactElement | null {
  const page = usePage();
  const count = useSync('unread');
  if (count === 0) return null;
  const words = `${counted(count, 'unread chat')}: open the next`;
  return (
    <button
      type="button"
      aria-label={words}
      title={`${words} (${formatKeys('Alt+U')})`}
      className="relative ml-1 inline-flex min-h-6 min-w-6 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold tabular-nums text-on-accent hover:bg-accent-strong after:absolute after:-inset-2"
      onClick={() => nextUnread(page)}
    >
      {count > 999 ? '999+' : count}
    </button>
  );
}
