import { ReactElement, useLayoutEffect, useRef, useState } from 'react';
import { drawMath, katexNow, loadKatex } from './katex';

interface Props {
  readonly tex: string;
  /** What the author wrote: shown until the formula can be drawn, and for good where it cannot. */
  readonly source: string;
  readonly display: boolean;
}

/** A formula. */
export function MathView({ tex, source, display }: Props): ReactElement {
  const place = useRef<HTMLSpanElement>(null);
  const [katex, setKatex] = useState(katexNow);
  const [drawn, setDrawn] = useState(false);

  useLayoutEffect(() => {
    let current = true;
    if (katex === null) void loadKatex().then((module) => current && setKatex(module), () => undefined);
    else if (place.current !== null) setDrawn(drawMath(katex, tex, display, place.current));
    return () => void (current = false);
  }, [katex, tex, display]);

  return (
    <span
      className={display ? 'math-display' : 'math-inline'}
      {...(display && drawn ? { tabIndex: 0, role: 'group', 'aria-label': 'Formula' } : {})}
    >
      {/* React leaves the children of this element alone: they are KaTeX's. */}
      <span ref={place} hidden={!drawn} />
      {drawn ? null : <code className={display ? 'math-source' : ''}>{source}</code>}
    </span>
  );
}
