import { memo } from 'react';
import type { Block } from '../block';
import type { Definitions } from '../lexer';
import { MathView } from '../math/MathView';
import { CodeView } from './CodeView';
import { ProseView } from './ProseView';

interface Props {
  readonly block: Block;
  readonly definitions: Definitions;
  /** The block's end has not arrived, or never came. */
  readonly unfinished: boolean;
}

/** One top-level block. */
export const BlockView = memo(function BlockView({ block, definitions, unfinished }: Props) {
  if (block.kind === 'code') return <CodeView block={block} />;
  if (block.kind === 'prose') return <ProseView block={block} definitions={definitions} unfinished={unfinished} />;
  if (block.open) return <pre className="math-source">{block.source}</pre>;
  return <MathView tex={block.tex} source={block.source} display />;
});
