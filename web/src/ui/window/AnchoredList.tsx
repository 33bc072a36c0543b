import { ForwardedRef, forwardRef, ReactElement, ReactNode, useImperativeHandle } from 'react';
import type { Place } from './anchoring';
import type { Heights } from './heights';
import { useAnchored } from './useAnchored';

/** What can be asked of a list from outside. */
export interface ListHandle {
  toEnd(): void;
  /** Brings a row into what is seen, where it is not wholly there already. */
  reveal(key: string): void;
  /** Pixels that have been scrolled. */
  top(): number;
}

interface Props {
  readonly label: string;
  readonly keys: readonly string[];
  /** The height of a row that has not been seen, in pixels. */
  readonly estimate: number;
  readonly start: Place;
  readonly onPlace: (place: Place, top: number) => void;
  readonly row: (key: string, index: number) => ReactNode;
  readonly className?: string;
}

/**
 * A long list of rows of any height, of which only those near the view are drawn. It never moves what is being read.
 * The first row is a head that stays first, whatever arrives.
 */
export const AnchoredList = forwardRef(function AnchoredList(
  { label, keys, estimate, start, onPlace, row, className = '' }: Props,
  ref: ForwardedRef<ListHandle>,
): ReactElement {
  const list = useAnchored({ keys, estimate, start, onPlace });
  const { scroller, range, heights, moveTo } = list;

  useImperativeHandle(
    ref,
    () => ({
      toEnd: () => moveTo({ atEnd: true, key: null, delta: 0 }),
      reveal: (key) => isSeen(scroller.current, heights, key) || moveTo({ atEnd: false, key, delta: -72 }),
      top: () => scroller.current?.scrollTop ?? 0,
    }),
    [moveTo, scroller],
  );

  return (
    // Announcing rows as they are drawn would read the past aloud while it is scrolled: the announcer speaks instead.
    <div
      ref={scroller}
      role="log"
      aria-live="off"
      aria-label={label}
      tabIndex={0}
      className={`scroller ${className}`}
      onScroll={list.onScroll}
    >
      <div style={{ height: heights.offset(range.first) }} />
      {keys.slice(range.first, range.end).map((key, index) => (
        <div key={key} ref={list.row(key)} className="flow-root">
          {row(key, range.first + index)}
        </div>
      ))}
      <div style={{ height: heights.total - heights.offset(range.end) }} />
    </div>
  );
});

function isSeen(scroller: HTMLElement | null, heights: Heights, key: string): boolean {
  const index = heights.index(key);
  if (scroller === null || index === -1) return false;
  return heights.offset(index) >= scroller.scrollTop && heights.offset(index + 1) <= scroller.scrollTop + scroller.clientHeight;
}
