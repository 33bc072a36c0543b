import { RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Anchoring, endPlace, Place, Range } from './anchoring';
import { Heights } from './heights';

interface Options {
  readonly keys: readonly string[];
  readonly estimate: number;
  readonly start: Place;
  readonly onPlace: (place: Place, top: number) => void;
}

/** What a list of rows of unknown height needs to stand still. */
export interface Anchored {
  readonly scroller: RefObject<HTMLDivElement>;
  readonly range: Range;
  readonly heights: Heights;
  readonly row: (key: string) => (element: HTMLElement | null) => void;
  readonly onScroll: () => void;
  readonly moveTo: (place: Place) => void;
}

/** The effects of `Anchoring`: measures rows, sets the scroll position, and says which rows to draw. */
export function useAnchored({ keys, estimate, start, onPlace }: Options): Anchored {
  const scroller = useRef<HTMLDivElement>(null);
  const anchoring = useMemo(() => new Anchoring(new Heights(estimate), start), []);
  const { heights } = anchoring;
  const [, draw] = useState(0);
  const lastTop = useRef(0);
  heights.setKeys(keys);

  const view = (): number => scroller.current?.clientHeight ?? window.innerHeight;
  const range = anchoring.range(view());
  const drawn = useRef(range);
  drawn.current = range;

  const settle = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = anchoring.top(element.clientHeight);
    if (Math.abs(element.scrollTop - top) > 0.5) element.scrollTop = top;
    lastTop.current = element.scrollTop;
    const { first, end } = anchoring.range(element.clientHeight);
    // The heights around the drawn rows follow from the range alone: nothing to draw while it stays.
    if (first !== drawn.current.first || end !== drawn.current.end) draw((count) => count + 1);
  }, [anchoring]);

  const observer = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let moved = false;
        for (const { target } of entries) moved = measure(heights, target) || target === scroller.current || moved;
        if (moved) settle();
      }),
    [heights, settle],
  );

  const row = useRows(observer, heights);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null) observer.observe(element);
    return () => observer.disconnect();
  }, [observer]);

  // Rows that have just been drawn are measured before the page is painted, so that nothing is seen to jump.
  useLayoutEffect(settle);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const top = element.scrollTop;
    const by = top - lastTop.current;
    if (Math.abs(by) < 0.5) return;
    anchoring.scrolled(top, element.clientHeight, by);
    onPlace(anchoring.place, top);
    settle();
  }, [anchoring, onPlace, settle]);

  const moveTo = useCallback(
    (place: Place) => {
      anchoring.moveTo(place);
      draw((count) => count + 1);
      onPlace(place, anchoring.top(view()));
    },
    [anchoring, onPlace],
  );

  return { scroller, range, heights, row, onScroll, moveTo };
}

/** A ref for each row, the same function as long as the row lives. */
function useRows(observer: ResizeObserver, heights: Heights): (key: string) => (element: HTMLElement | null) => void {
  return useMemo(() => {
    const refs = new Map<string, (element: HTMLElement | null) => void>();
    const elements = new Map<string, HTMLElement>();
    const make = (key: string) => (element: HTMLElement | null): void => {
      const before = elements.get(key);
      if (before !== undefined) observer.unobserve(before);
      if (element === null) {
        elements.delete(key);
        refs.delete(key);
        return;
      }
      element.dataset['row'] = key;
      elements.set(key, element);
      measure(heights, element);
      observer.observe(element);
    };
    return (key) => {
      const known = refs.get(key) ?? make(key);
      refs.set(key, known);
      return known;
    };
  }, [observer, heights]);
}

function measure(heights: Heights, element: Element): boolean {
  const key = element instanceof HTMLElement ? element.dataset['row'] : undefined;
  return key !== undefined && heights.measure(key, element.getBoundingClientRect().height);
}

export { endPlace };
export type { Place };
