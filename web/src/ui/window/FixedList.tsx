import { ReactElement, ReactNode, RefObject, useLayoutEffect, useRef, useState } from 'react';

interface Props {
  readonly label: string;
  readonly count: number;
  /** The height of every row, in pixels. */
  readonly height: number;
  readonly keyAt: (index: number) => string;
  /** The row with a key, or -1. */
  readonly indexOf: (key: string) => number;
  readonly row: (index: number) => ReactNode;
  /** The key of a row to bring into sight; a new object each time. */
  readonly reveal: { readonly key: string } | null;
  /** What is drawn over the rows: an item of the list that has a place of its own. */
  readonly overlay?: ReactNode;
  /** How deep a row stands, from 1. */
  readonly levelAt?: (index: number) => number;
  readonly scrollerRef?: RefObject<HTMLDivElement>;
  readonly className?: string;
}

/** A row in sight, and where it was. */
export interface Mark {
  readonly key: string;
  readonly index: number;
}

const margin = 12;

/** A long list of rows of one height, of which only those near the view are drawn. What is read stays in its place when rows come and go above. */
export function FixedList({ label, count, height, keyAt, indexOf, row, reveal, overlay, levelAt, scrollerRef, className = '' }: Props): ReactElement {
  const own = useRef<HTMLDivElement>(null);
  const scroller = scrollerRef ?? own;
  const [top, setTop] = useState(0);
  const [view, setView] = useState(800);
  const marks = useRef<readonly Mark[]>([]);

  const look = (): void => {
    const start = Math.ceil((scroller.current?.scrollTop ?? 0) / height);
    const indexes = [start, start + Math.floor(view / height / 2)].filter((index) => index < count);
    marks.current = indexes.map((index) => ({ key: keyAt(index), index }));
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setView(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    // At the top, what is new is to be seen.
    if (element !== null && element.scrollTop > 0) element.scrollTop += shiftOf(marks.current, indexOf) * height;
    look();
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    const index = reveal === null ? -1 : indexOf(reveal.key);
    if (element === null || index === -1) return;
    // With a row beside it, so that it is seen to be in the middle of others.
    const above = (index - 1) * height;
    const below = (index + 2) * height - element.clientHeight;
    if (above < element.scrollTop) element.scrollTop = above;
    else if (below > element.scrollTop) element.scrollTop = below;
  }, [reveal]);

  const first = Math.max(0, Math.floor(top / height) - margin);
  const end = Math.min(count, Math.ceil((top + view) / height) + margin);
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);

  return (
    <div
      ref={scroller}
      className={`scroller ${className}`}
      onScroll={(event) => {
        look();
        // Only steps of a few rows are worth drawing for.
        setTop(Math.floor(event.currentTarget.scrollTop / (height * 4)) * height * 4);
      }}
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

/** By how many rows all that is in sight has moved; 0 where some of it went another way: then something has happened there. */
export function shiftOf(marks: readonly Mark[], indexOf: (key: string) => number): number {
  const shifts = marks.map(({ key, index }) => (indexOf(key) === -1 ? 0 : indexOf(key) - index));
  const [first = 0] = shifts;
  return shifts.every((shift) => shift === first) ? first : 0;
}
