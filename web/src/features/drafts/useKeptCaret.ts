import { RefObject, useLayoutEffect, useRef } from 'react';

/** Keeps the caret among its words when the text changes from outside. */
export function useKeptCaret(area: RefObject<HTMLTextAreaElement>, text: string): (typed: string) => void {
  const last = useRef({ text, typed: text, caret: 0 });
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    const note = (): void => void (last.current.caret = element.selectionEnd);
    element.addEventListener('select', note);
    element.addEventListener('keyup', note);
    element.addEventListener('pointerup', note);
    return () => {
      element.removeEventListener('select', note);
      element.removeEventListener('keyup', note);
      element.removeEventListener('pointerup', note);
    };
  }, [area]);
  useLayoutEffect(() => {
    const { text: before, typed, caret } = last.current;
    last.current.text = text;
    if (text === before || text === typed || area.current !== document.activeElement) return;
    const at = movedCaret(before, text, caret);
    area.current?.setSelectionRange(at, at);
  }, [area, text]);
  return (typed) => void (last.current.typed = typed);
}

/** Where a caret goes when a text becomes another: it stays behind the same words as far as they are still there. */
export function movedCaret(before: string, after: string, caret: number): number {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  if (caret <= start) return caret;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return caret >= before.length - end ? caret + after.length - before.length : Math.min(caret, after.length);
}
