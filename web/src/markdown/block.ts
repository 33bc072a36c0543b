/** A stretch of an answer at the top level. A block that is closed never changes again, so what is made of it can be kept. */
export type Block = ProseBlock | CodeBlock | MathBlock;

/** Markdown that `lexProse` reads: a paragraph, a list, a quote, a table, a heading, or a few of them. */
export interface ProseBlock {
  readonly kind: 'prose';
  readonly text: string;
  /** Set where a long table was cut: `text` starts with its header again, which is not to be shown twice. */
  readonly continuesTable: boolean;
}

/** A fenced code block. Its text is kept in parts so that a long listing is not copied for each word that arrives. */
export interface CodeBlock {
  readonly kind: 'code';
  readonly language: string;
  readonly parts: readonly string[];
  readonly last: string;
  /** The closing fence has not arrived. */
  readonly open: boolean;
}

/** Display maths on lines of its own. */
export interface MathBlock {
  readonly kind: 'math';
  readonly tex: string;
  /** What the author wrote, delimiters included: shown while it is open or where it is not TeX. */
  readonly source: string;
  readonly open: boolean;
}

/** The whole listing. */
export function codeText(block: CodeBlock): string {
  return block.parts.length === 0 ? block.last : block.parts.join('') + block.last;
}

/** No open block grows beyond this many UTF-16 units before it is cut, so that lexing the open one costs the same however long the answer is. */
export const blockLimit = 8192;
