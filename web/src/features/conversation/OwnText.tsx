import { ReactElement, useMemo, useState } from 'react';
import { readMarkdown } from '../../markdown/document';
import type { Block } from '../../markdown/block';
import { CodeView } from '../../markdown/view/CodeView';
import { counted } from '../../ui/counted';

/** Longer texts are folded, by their characters or their lines: a pasted file is rarely read again where it was pasted. */
const foldedLength = 3000;
const foldedLines = 40;

/** The user's own words just as they were typed; only fenced listings are set apart. */
export function OwnText({ text }: { readonly text: string }): ReactElement {
  const [open, setOpen] = useState(false);
  const end = useMemo(() => foldAt(text), [text]);
  const long = end < text.length;
  const shown = open ? text : text.slice(0, end);
  return (
    <div className="text-base leading-relaxed [overflow-wrap:anywhere]">
      {shown.includes('```') ? <WithListings text={shown} /> : <p className="any-script whitespace-pre-wrap">{shown}</p>}
      {long ? (
        <button
          type="button"
          aria-expanded={open}
          className="mt-1 min-h-8 text-sm font-medium text-accent hover:underline"
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : `Show all (${counted(text.length, 'character')})`}
        </button>
      ) : null}
    </div>
  );
}

/** Where a text is cut while it is folded; its end where too little would be hidden by that. */
export function foldAt(text: string): number {
  const lines = text.split('\n');
  if (text.length <= 1.3 * foldedLength && lines.length <= 1.3 * foldedLines) return text.length;
  return Math.min(foldedLength, lines.slice(0, foldedLines).join('\n').length);
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
  return <p className="any-script whitespace-pre-wrap">{(block.kind === 'prose' ? block.text : block.source).trim()}</p>;
}
