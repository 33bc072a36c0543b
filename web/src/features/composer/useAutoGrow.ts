import { RefObject, useLayoutEffect } from 'react';

/** Lets a text area be as high as its text, up to what its style allows. */
export function useAutoGrow(area: RefObject<HTMLTextAreaElement>, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [area, text]);
}
