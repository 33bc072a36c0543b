import type { marked } from 'marked';

/** Maths inside prose, as a token beside the lexer's own. */
export interface MathToken {
  readonly type: 'math';
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
}

interface Pattern {
  readonly expression: RegExp;
  readonly display: boolean;
}

// The lengths are bounded so that a lone delimiter costs no more than a glance at what follows it.
const patterns: readonly Pattern[] = [
  { expression: /^\$\$((?:\\[\s\S]|[^$\\]){1,2000}?)\$\$/, display: true },
  { expression: /^\\\[([\s\S]{1,2000}?)\\\]/, display: true },
  { expression: /^\\\(([\s\S]{1,1000}?)\\\)/, display: false },
  { expression: /^\$(?![\s$])((?:\\[^\n]|[^$\\\n`]){1,500}?)\$(?![\d$])/, display: false },
];

/** An extension of `marked`'s inline lexer. */
export function lexInlineMath(source: string, before: readonly marked.Token[]): MathToken | undefined {
  const first = source[0];
  if (first !== '$' && first !== '\\') return undefined;
  for (const { expression, display } of patterns) {
    const match = expression.exec(source);
    if (match === null) continue;
    const raw = match[0] ?? '';
    const tex = match[1] ?? '';
    if (first === '$' && !display && !readsAsMath(tex, before)) return undefined;
    return { type: 'math', raw, tex: tex.trim(), display };
  }
  return undefined;
}

/** The same at the start of a block: in a list item or a quote, where the splitter does not look. */
export function lexBlockMath(source: string): MathToken | undefined {
  const match = /^ {0,3}(?:\$\$([^$]{1,4000}?)\$\$|\\\[([\s\S]{1,4000}?)\\\])[ \t]*(?:\n|$)/.exec(source);
  if (match === null) return undefined;
  const raw = match[0] ?? '';
  return { type: 'math', raw, tex: (match[1] ?? match[2] ?? '').trim(), display: true };
}

/** Where the next inline maths may start, so that text stops before it. */
export function nextMath(source: string): number {
  return source.search(/\$|\\[([]/);
}

/** Pandoc's rule, so that "$5 and $10" stays money: no space inside the dollars, no letter or digit just before. */
function readsAsMath(tex: string, before: readonly marked.Token[]): boolean {
  if (/\s$/.test(tex)) return false;
  // "$10 or 3$": an amount and words.
  if (/^\d[\d.,]*\s+\p{L}{2,}/u.test(tex) && !/[\\^_=]/.test(tex)) return false;
  const previous = before[before.length - 1]?.raw.slice(-1) ?? '';
  return !/[\p{L}\p{N}$]/u.test(previous);
}
