import { memo, ReactElement } from 'react';
import type { Block } from '../block';
import type { BlockGroup, MarkdownSnapshot } from '../document';
import type { Definitions } from '../lexer';
import { BlockView } from './BlockView';

interface Props {
  readonly snapshot: MarkdownSnapshot;
  /** The answer is still being written: its last block is shown with its marks closed, and a caret after it. */
  readonly live: boolean;
  /** Its end never came: the marks that stayed open are closed all the same. */
  readonly cut?: boolean;
}

/** An answer. Only the groups and blocks that changed since the last snapshot are drawn again. */
export function Markdown({ snapshot, live, cut = false }: Props): ReactElement {
  const { full, recent, tail, definitions } = snapshot;
  return (
    <div className="prose" data-live={live || undefined}>
      {full.map((group) => (
        <GroupView key={group.start} group={group} definitions={definitions} skippable />
      ))}
      <GroupView key={recent.start} group={recent} tail={tail} unfinished={live || cut} definitions={definitions} />
    </div>
  );
}

interface GroupProps {
  readonly group: BlockGroup;
  readonly definitions: Definitions;
  /** The open block. It stands where it will stand once it is closed, so that closing it keeps its elements. */
  readonly tail?: Block | null;
  /** The last block may have no end. */
  readonly unfinished?: boolean;
  /** A full group that is out of sight is not laid out: a very long answer costs what is seen of it. */
  readonly skippable?: boolean;
}

const GroupView = memo(function GroupView({ group, tail = null, unfinished = false, definitions, skippable = false }: GroupProps) {
  const blocks = tail === null ? group.blocks : [...group.blocks, tail];
  return (
    <div className={skippable ? 'prose-group prose-skippable' : 'prose-group'}>
      {blocks.map((block, index) => (
        <BlockView
          key={group.start + index}
          block={block}
          definitions={definitions}
          unfinished={unfinished && index === blocks.length - 1}
        />
      ))}
    </div>
  );
});
