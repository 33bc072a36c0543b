import { memo, ReactElement } from 'react';
import { CopyButton } from '../../ui/CopyButton';
import { CodeBlock, codeText } from '../block';
import { languageTitle } from '../highlight/languages';
import { TokenView } from '../highlight/TokenView';
import { useHighlight } from '../highlight/useHighlight';

/** A listing with its language and a button that copies it. */
export function CodeView({ block }: { readonly block: CodeBlock }): ReactElement {
  const title = languageTitle(block.language);
  return (
    <figure className="listing">
      <figcaption>
        <span>{title}</span>
        <CopyButton label="Copy code" text={() => codeText(block)} />
      </figcaption>
      <pre tabIndex={0} role="group" aria-label={`${title} listing`}>
        <code>{block.parts.length === 0 ? <Words block={block} /> : <Parts block={block} />}</code>
      </pre>
    </figure>
  );
}

function Words({ block }: { readonly block: CodeBlock }): ReactElement {
  const made = useHighlight(block.language, block.last, block.open);
  if (made === null) return <>{block.last}</>;
  return (
    <>
      <TokenView tokens={made.tokens} />
      {block.last.slice(made.text.length)}
    </>
  );
}

/** A long listing: what has been drawn of it is not drawn again for the next line. */
function Parts({ block }: { readonly block: CodeBlock }): ReactElement {
  return (
    <>
      {block.parts.map((text, index) => (
        <Part key={index} text={text} />
      ))}
      {block.last}
    </>
  );
}

const Part = memo(function Part({ text }: { readonly text: string }) {
  return <span>{text}</span>;
});
