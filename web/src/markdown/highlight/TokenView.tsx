import type { ReactElement } from 'react';
import type { PrismStream } from './prism';

/** Prism's tokens as elements; `styles/code.css` has a colour for each kind. */
export function TokenView({ tokens }: { readonly tokens: PrismStream }): ReactElement {
  if (typeof tokens === 'string') return <>{tokens}</>;
  if (!('type' in tokens)) {
    return (
      <>
        {tokens.map((token, index) => (
          <TokenView key={index} tokens={token} />
        ))}
      </>
    );
  }
  const alias = typeof tokens.alias === 'string' ? [tokens.alias] : tokens.alias ?? [];
  return (
    <span className={['tok', `tok-${tokens.type}`, ...alias.map((name) => `tok-${name}`)].join(' ')}>
      <TokenView tokens={tokens.content} />
    </span>
  );
}
