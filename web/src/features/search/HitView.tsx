import type { ReactElement } from 'react';
import { fullTime } from '../../ui/time';
import { Hit, marked } from './hits';

/** A message that was found: its chat, its time, and the words in their surroundings. */
export function HitView({ hit }: { readonly hit: Hit }): ReactElement {
  return (
    <>
      <span className="flex items-baseline gap-3">
        <span dir="auto" className="min-w-0 flex-1 truncate font-medium">{hit.title === '' ? 'New chat' : hit.title}</span>
        <span className="text-xs text-muted">{`${hit.role === 'user' ? 'You' : 'Answer'}, ${fullTime(hit.created)}`}</span>
      </span>
      <span dir="auto" className="mt-0.5 line-clamp-2 text-muted [overflow-wrap:anywhere]">
        {marked(hit).map((part, index) =>
          part.found ? (
            <mark key={index} className="rounded-sm bg-accent-soft px-0.5 font-medium text-accent">{part.text}</mark>
          ) : (
            <span key={index}>{part.text}</span>
          ),
        )}
      </span>
    </>
  );
}
