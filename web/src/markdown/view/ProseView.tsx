import { ReactElement, useMemo } from 'react';
import type { ProseBlock } from '../block';
import { Definitions, lexProse } from '../lexer';
import { mend } from '../mend';
import { TokensView } from './TokensView';

interface Props {
  readonly block: ProseBlock;
  readonly definitions: Definitions;
  readonly unfinished: boolean;
}

/** A block of prose, read once for as long as it stays the same. */
export function ProseView({ block, definitions, unfinished }: Props): ReactElement {
  const tokens = useMemo(() => lexProse(unfinished ? mend(block.text) : block.text, definitions), [block, definitions, unfinished]);
  if (tokens === null) return <p className="whitespace-pre-wrap">{block.text}</p>;
  return <TokensView tokens={tokens} depth={0} headless={block.continuesTable} />;
}
