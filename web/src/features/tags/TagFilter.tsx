import type { ReactElement } from 'react';
import { useCell } from '../../ui/cell';
import { tagOf } from '../listing/view';
import { usePage, useSync } from '../workspace/context';

/** The user's tags above the list: one shows its chats, pressed again it shows all. */
export function TagFilter(): ReactElement | null {
  const { workspace } = usePage();
  const { listing } = workspace;
  const tags = useSync('tags');
  const chosen = tagOf(useCell(listing.view));
  if (tags.length === 0 && chosen === null) return null;
  const shown = chosen === null || tags.some(({ tag }) => tag === chosen) ? tags : [{ tag: chosen, count: 0 }, ...tags];
  return (
    <div role="group" aria-label="Tags" className="scroller flex max-h-24 shrink-0 flex-wrap gap-1 px-3 pb-2">
      {shown.map(({ tag, count }) => (
        <button
          key={tag}
          type="button"
          aria-pressed={tag === chosen}
          title={`Chats tagged “${tag}”`}
          className={`inline-flex min-h-7 max-w-40 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs transition-colors max-sm:min-h-9 ${tag === chosen ? 'bg-accent text-on-accent' : 'bg-hover text-muted hover:text-ink'}`}
          onClick={() => listing.show(tag === chosen ? 'active' : `tag:${tag}`)}
        >
          <bdi className="truncate">{tag}</bdi>
          <span className="tabular-nums">{count}</span>
        </button>
      ))}
    </div>
  );
}
