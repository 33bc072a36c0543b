import { ReactElement, ReactNode } from 'react';
import { decodeEntities } from '../entities';
import type { Token } from '../lexer';
import { MathView } from '../math/MathView';
import { LinkView } from './LinkView';

/** Inline tokens as elements. Whatever is not known is shown as it was written. */
export function Inline({ tokens }: { readonly tokens: readonly Token[] | undefined }): ReactElement {
  return <>{tokens?.map((token, index) => element(token, index))}</>;
}

function element(token: Token, key: number): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong key={key}><Inline tokens={token.tokens} /></strong>;
    case 'em':
      return <em key={key}><Inline tokens={token.tokens} /></em>;
    case 'del':
      return <del key={key}><Inline tokens={token.tokens} /></del>;
    case 'codespan':
      return <code key={key}>{unescape(token.text)}</code>;
    case 'br':
      return <br key={key} />;
    case 'link':
      return <LinkView key={key} href={token.href} source={token.raw}><Inline tokens={token.tokens} /></LinkView>;
    case 'image':
      // Showing it would tell its server who reads this, and when.
      return <LinkView key={key} href={token.href} source={token.raw}>{decodeEntities(token.text) || 'Image'}</LinkView>;
    case 'math':
      return <MathView key={key} tex={token.tex} source={token.raw} display={token.display} />;
    case 'escape':
      return token.raw.slice(1);
    case 'html':
      // The one tag with a meaning that Markdown has no mark for inside a table.
      return /^<br\s*\/?>$/i.test(token.raw) ? <br key={key} /> : token.raw;
    default:
      return decodeEntities(token.raw);
  }
}

/** The lexer escapes code for HTML; React escapes what it shows by itself. */
function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, decodeEntities);
}
