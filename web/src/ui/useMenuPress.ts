import { MouseEvent, PointerEvent, useEffect, useRef } from 'react';
import { focusableIn } from './focus';

const pressMs = 480;

export interface MenuPress {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: () => void;
  readonly onPointerCancel: () => void;
  readonly onContextMenu: (event: MouseEvent<HTMLElement>) => void;
  readonly onClickCapture: (event: MouseEvent) => void;
}

/**
 * A finger that stays where it is, the other button of a mouse, or the key for it: calls with what the menu is to hang on, and to give the focus back to.
 * The click that would follow does not come.
 */
export function useMenuPress(call: (element: HTMLElement) => void): MenuPress {
  const timer = useRef(0);
  const start = useRef({ x: 0, y: 0 });
  const pressed = useRef(false);
  const touched = useRef(false);
  const stop = (): void => window.clearTimeout(timer.current);
  useEffect(() => stop, []);
  return {
    onPointerDown: (event) => {
      pressed.current = false;
      touched.current = event.pointerType === 'touch';
      if (!touched.current) return;
      const element = event.currentTarget;
      start.current = { x: event.clientX, y: event.clientY };
      stop();
      timer.current = window.setTimeout(() => {
        pressed.current = true;
        call(anchorIn(element));
      }, pressMs);
    },
    onPointerMove: ({ clientX, clientY }) => {
      if (Math.hypot(clientX - start.current.x, clientY - start.current.y) > 8) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onContextMenu: (event) => {
      // The browser's own menu of a link would lie over ours.
      event.preventDefault();
      if (!touched.current) call(anchorIn(event.currentTarget));
    },
    onClickCapture: (event) => {
      if (!pressed.current) return;
      pressed.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

function anchorIn(element: HTMLElement): HTMLElement {
  return focusableIn(element)[0] ?? element;
}
