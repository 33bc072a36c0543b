import { Lexer, marked, Tokenizer } from 'marked';
import { isHostile } from './bounds';
import { lexBlockMath, lexInlineMath, MathToken, nextMath } from './mathTokens';

export type Token = marked.Token | MathToken;

/** Addresses by label, for `[text][label]`. */
export type Definitions = Readonly<Record<string, { readonly href: string; readonly title: null }>>;

export const noDefinitions: Definitions = Object.freeze({});

/** What `marked` keeps of its extensions once they are registered; given directly, so that nothing global changes. */
const extensions = {
  block: [(source: string) => lexBlockMath(source)],
  inline: [(source: string, before: marked.Token[]) => lexInlineMath(source, before)],
  startInline: [(source: string) => nextMath(source)],
};

/** The tokens of one block of prose, or null where it is to be shown as plain text. Never throws. */
export function lexProse(text: string, definitions: Definitions): Token[] | null {
  if (isHostile(text)) return null;
  const options = {
    ...marked.getDefaults(),
    gfm: true,
    // People and models end a line where they want it to end.
    breaks: true,
    mangle: false,
    tokenizer: new Tokenizer(),
    extensions,
  };
  try {
    const lexer = new Lexer(options as unknown as marked.MarkedOptions);
    Object.assign(lexer.tokens.links, definitions);
    return lexer.lex(text);
  } catch {
    return null;
  }
}
