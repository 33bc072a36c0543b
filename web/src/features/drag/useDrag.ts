import { PointerEvent as ReactPointerEvent, RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Dragged, Drop } from './drop';

/** Nearer than this to an end of the list, in pixels, the list is scrolled. */
const edge = 32;
/** A closed folder under the pointer opens after so many milliseconds. */
const openAfter = 700;

interface Options {
  readonly scroller: RefObject<HTMLElement>;
  /** The height of every row. */
  readonly height: number;
  /** What a press on an element would drag. */
  readonly dragged: (target: Element) => Dragged | null;
  /** What letting go at a height, counted in rows, would do. */
  readonly dropAt: (dragged: Dragged, y: number) => Drop | null;
  readonly carry: (dragged: Dragged, drop: Drop) => void;
  /** The pointer has rested on a row. */
  readonly rested: (row: number) => void;
}

export interface Drag {
  readonly dragged: Dragged;
  readonly drop: Drop | null;
}

interface Press {
  readonly dragged: Dragged;
  readonly x: number;
  readonly y: number;
  readonly end: () => void;
}

/** Dragging by the pointer, a finger excepted: there it scrolls, and a long press has a menu for the same. */
export function useDrag(options: Options): {
  readonly drag: Drag | null;
  /** What follows the pointer. */
  readonly ghost: RefObject<HTMLDivElement>;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
} {
  const [drag, setDrag] = useState<Drag | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const press = useRef<Press | null>(null);
  const latest = useRef(options);
  latest.current = options;

  useEffect(() => () => press.current?.end(), []);

  const onPointerDown = useCallback((event: ReactPointerEvent) => {
    if (event.button !== 0 || event.pointerType === 'touch' || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(event.target instanceof Element)) return;
    const dragged = latest.current.dragged(event.target);
    if (dragged === null) return;
    press.current?.end();
    press.current = follow(dragged, event, latest, ghost, setDrag, () => (press.current = null));
  }, []);

  return { drag, ghost, onPointerDown };
}

/** Follows one press until it ends. */
function follow(
  dragged: Dragged,
  { clientX, clientY }: ReactPointerEvent,
  options: { readonly current: Options },
  ghost: RefObject<HTMLDivElement>,
  show: (drag: Drag | null) => void,
  ended: () => void,
): Press {
  let drag: Drag | null = null;
  let pointer = { x: clientX, y: clientY };
  let frame = 0;
  let rest = 0;
  let restedOn = -1;

  const look = (): void => {
    const row = heightOf(options.current, pointer);
    const drop = row === null ? null : options.current.dropAt(dragged, row);
    if (drag === null || !same(drag.drop, drop)) show((drag = { dragged, drop }));
    if (ghost.current !== null) ghost.current.style.transform = `translate(${pointer.x + 14}px, ${pointer.y + 10}px)`;
    const on = row === null ? -1 : Math.floor(row);
    if (on === restedOn) return;
    restedOn = on;
    window.clearTimeout(rest);
    rest = window.setTimeout(() => options.current.rested(on), openAfter);
  };
  const scroll = (): void => {
    frame = 0;
    const by = scrollStep(options.current.scroller.current, pointer);
    if (by === 0 || drag === null) return;
    options.current.scroller.current?.scrollBy(0, by);
    look();
    frame = requestAnimationFrame(scroll);
  };
  const onMove = (event: PointerEvent): void => {
    pointer = { x: event.clientX, y: event.clientY };
    if (drag === null && Math.hypot(pointer.x - clientX, pointer.y - clientY) < 6) return;
    event.preventDefault();
    look();
    if (frame === 0) frame = requestAnimationFrame(scroll);
  };
  const onUp = (): void => {
    const last = drag;
    end();
    if (last === null) return;
    // The click that follows belongs to the drag.
    const swallow = (event: Event): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('click', swallow, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
    if (last.drop !== null) options.current.carry(dragged, last.drop);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || drag === null) return;
    event.preventDefault();
    event.stopPropagation();
    end();
  };
  const end = (): void => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', onKey, true);
    cancelAnimationFrame(frame);
    window.clearTimeout(rest);
    drag = null;
    show(null);
    ended();
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', onKey, true);
  return { dragged, x: clientX, y: clientY, end };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a point is in the list, counted in rows; null beside it. */
function heightOf({ scroller, height }: Options, { x, y }: Point): number | null {
  const box = scroller.current?.getBoundingClientRect();
  if (box === undefined || x < box.left || x > box.right || y < box.top || y > box.bottom) return null;
  return (y - box.top + (scroller.current?.scrollTop ?? 0)) / height;
}

function scrollStep(scroller: HTMLElement | null, { x, y }: Point): number {
  const box = scroller?.getBoundingClientRect();
  if (box === undefined || x < box.left || x > box.right) return 0;
  if (y < box.top + edge) return -Math.min(12, (box.top + edge - y) / 3);
  return y > box.bottom - edge ? Math.min(12, (y - box.bottom + edge) / 3) : 0;
}

function same(one: Drop | null, other: Drop | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
