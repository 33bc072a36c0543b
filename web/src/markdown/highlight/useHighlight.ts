import { useEffect, useRef, useState } from 'react';
import { highlight, Highlighted, highlightedBefore } from './highlight';

/** While a listing grows it is looked at this often, and only as long as that is cheap. */
const growingPause = 180;
const growingLimit = 6000;

/**
 * The words of a listing as far as they are known: `text` of the result may be a beginning of `text`, whose rest is
 * to be shown plain. Null while nothing is known.
 */
export function useHighlight(language: string, text: string, open: boolean): Highlighted | null {
  const [made, setMade] = useState(() => highlightedBefore(language, text));
  const timer = useRef<number | null>(null);
  const newest = useRef(text);
  newest.current = text;

  useEffect(() => {
    if (timer.current !== null) return undefined;
    if (open && text.length > growingLimit) return undefined;
    timer.current = window.setTimeout(() => {
      timer.current = null;
      void highlight(language, newest.current).then((next) => next !== null && setMade(next), () => undefined);
    }, open ? growingPause : 0);
    return undefined;
  }, [language, text, open]);

  useEffect(() => () => window.clearTimeout(timer.current ?? undefined), []);

  return made !== null && text.startsWith(made.text) ? made : null;
}
