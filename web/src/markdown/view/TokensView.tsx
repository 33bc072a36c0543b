import { ReactElement, ReactNode } from 'react';
import type { Token } from '../lexer';
import { MathView } from '../math/MathView';
import { CodeView } from './CodeView';
import { Inline } from './Inline';
import { ListView } from './ListView';
import { TableView } from './TableView';

/** Deeper than this an answer is shown as it was written. */
const depthLimit = 30;

interface Props {
  readonly tokens: readonly Token[];
  readonly depth: number;
  /** A table among them goes on from one above, and needs no header. */
  readonly headless?: boolean;
  /** Paragraphs in a tight list are not set apart. */
  readonly tight?: boolean;
}

/** Block tokens as elements. */
export function TokensView({ tokens, depth, headless = false, tight = false }: Props): ReactElement {
  return <>{tokens.map((token, index) => element(token, index, { depth, headless, tight }))}</>;
}

interface Place {
  readonly depth: number;
  readonly headless: boolean;
  readonly tight: boolean;
}

function element(token: Token, key: number, place: Place): ReactNode {
  if (place.depth > depthLimit) return <p key={key}>{token.raw}</p>;
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return <Heading key={key} depth={token.depth}><Inline tokens={token.tokens} /></Heading>;
    case 'paragraph':
      return <p key={key}><Inline tokens={token.tokens} /></p>;
    case 'text':
      return <TightText key={key} token={token} tight={place.tight} />;
    case 'code':
      return <CodeView key={key} block={{ kind: 'code', language: firstWord(token.lang), parts: [], last: token.text, open: false }} />;
    case 'blockquote':
      return <blockquote key={key} dir="auto"><TokensView tokens={token.tokens} depth={place.depth + 1} /></blockquote>;
    case 'list':
      return <ListView key={key} list={token} depth={place.depth + 1} />;
    case 'table':
      return <TableView key={key} table={token} headless={place.headless} />;
    case 'hr':
      return <hr key={key} />;
    case 'math':
      return <MathView key={key} tex={token.tex} source={token.raw.trim()} display />;
    default:
      return <p key={key} className="whitespace-pre-wrap">{token.raw.trim()}</p>;
  }
}

/** The text of an item of a tight list: a paragraph without a paragraph's distance. */
function TightText({ token, tight }: { readonly token: Token; readonly tight: boolean }): ReactElement {
  const inner = 'tokens' in token && token.tokens !== undefined ? <Inline tokens={token.tokens} /> : <Inline tokens={[token]} />;
  return tight ? <span className="block">{inner}</span> : <p>{inner}</p>;
}

/** The chat's title is the page's first heading: an answer's first level is the page's second. */
function Heading({ depth, children }: { readonly depth: number; readonly children: ReactNode }): ReactElement {
  const Name = (['h2', 'h3', 'h4', 'h5'] as const)[depth - 1] ?? 'h6';
  return <Name data-depth={depth}>{children}</Name>;
}

function firstWord(info: string | undefined): string {
  return (info ?? '').trim().split(/[\s{,]/)[0]?.toLowerCase().slice(0, 40) ?? '';
}
