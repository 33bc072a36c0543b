import { ReactElement, useMemo, useState } from 'react';
import { readMarkdown } from '../../markdown/document';
import type { Block } from '../../markdown/block';
import { CodeView } from '../../markdown/view/CodeView';

/** Longer texts are folded: a pasted file is rarely read again where it was pasted. */
const foldedLength = 3000;

/** The user's own words just as they were typed; only fenced listings are set apart. */
export function OwnText({ text }: { readonly text: string }): ReactElement {
  const [open, setOpen] = useState(false);
  const long = text.length > foldedLength * 1.3;
  const shown = long && !open ? text.slice(0, foldedLength) : text;
  return (
    <div className="text-base leading-relaxed [overflow-wrap:anywhere]">
      {shown.includes('```') ? <WithListings text={shown} /> : <p className="whitespace-pre-wrap">{shown}</p>}
      {long ? (
        <button
          type="button"
          aria-expanded={open}
          className="mt-1 min-h-8 text-sm font-medium text-accent hover:underline"
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : `Show all (${Math.round(text.length / 1000)},000 characters)`}
        </button>
      ) : null}
    </div>
  );
}

function WithListings({ text }: { readonly text: string }): ReactElement {
  const blocks = useMemo(() => {
    const { full, recent } = readMarkdown(text);
    return [...full.flatMap((group) => group.blocks), ...recent.blocks];
  }, [text]);
  return <div className="space-y-2">{blocks.map((block, index) => <Part key={index} block={block} />)}</div>;
}

function Part({ block }: { readonly block: Block }): ReactElement {
  if (block.kind === 'code') return <CodeView block={block} />;
  return <p className="whitespace-pre-wrap">{(block.kind === 'prose' ? block.text : block.source).trim()}</p>;
}
