import { ReactElement, ReactNode, RefObject, useLayoutEffect, useRef, useState } from 'react';

interface Props {
  readonly label: string;
  readonly count: number;
  /** The height of every row, in pixels. */
  readonly height: number;
  readonly keyAt: (index: number) => string;
  readonly row: (index: number) => ReactNode;
  /** A row to keep in sight, when it changes. */
  readonly reveal?: number;
  /** What is drawn over the rows: an item of the list that has a place of its own. */
  readonly overlay?: ReactNode;
  /** How deep a row stands, from 1. */
  readonly levelAt?: (index: number) => number;
  readonly scrollerRef?: RefObject<HTMLDivElement>;
  readonly className?: string;
}

const margin = 12;

/** A long list of rows of one height, of which only those near the view are drawn. */
export function FixedList({ label, count, height, keyAt, row, reveal = -1, overlay, levelAt, scrollerRef, className = '' }: Props): ReactElement {
  const own = useRef<HTMLDivElement>(null);
  const scroller = scrollerRef ?? own;
  const [top, setTop] = useState(0);
  const [view, setView] = useState(800);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setView(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || reveal < 0) return;
    const above = reveal * height;
    const below = above + height - element.clientHeight;
    if (above < element.scrollTop) element.scrollTop = above;
    else if (below > element.scrollTop) element.scrollTop = below;
  }, [scroller, reveal, height]);

  const first = Math.max(0, Math.floor(top / height) - margin);
  const end = Math.min(count, Math.ceil((top + view) / height) + margin);
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);

  return (
    <div
      ref={scroller}
      className={`scroller ${className}`}
      // Only steps of a few rows are worth drawing for.
      onScroll={(event) => setTop(Math.floor(event.currentTarget.scrollTop / (height * 4)) * height * 4)}
    >
      <ul aria-label={label} className="relative" style={{ height: count * height }}>
        {rows.map((index) => (
          <li key={keyAt(index)} aria-level={levelAt?.(index)} className="absolute inset-x-0" style={{ top: index * height, height }}>
            {row(index)}
          </li>
        ))}
        {overlay}
      </ul>
    </div>
  );
}
