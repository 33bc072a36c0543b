import type { marked } from 'marked';
import type { ReactElement } from 'react';
import type { Token } from '../lexer';
import { TokensView } from './TokensView';

interface Props {
  readonly list: marked.Tokens.List;
  readonly depth: number;
}

/** A list, ordered or not, with tasks where it has them. */
export function ListView({ list, depth }: Props): ReactElement {
  const items = list.items.map((item, index) => <Item key={index} item={item} depth={depth} loose={list.loose} />);
  if (!list.ordered) return <ul dir="auto">{items}</ul>;
  const start = typeof list.start === 'number' ? list.start : 1;
  return <ol dir="auto" start={start}>{items}</ol>;
}

interface ItemProps {
  readonly item: marked.Tokens.ListItem;
  readonly depth: number;
  readonly loose: boolean;
}

function Item({ item, depth, loose }: ItemProps): ReactElement {
  const content = <TokensView tokens={item.tokens as readonly Token[]} depth={depth} tight={!loose} />;
  if (!item.task) return <li>{content}</li>;
  const checked = item.checked === true;
  return (
    <li className="task">
      <input type="checkbox" checked={checked} disabled readOnly aria-label={checked ? 'Done' : 'To do'} />
      <div className="min-w-0">{content}</div>
    </li>
  );
}
