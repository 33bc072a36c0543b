import type { ReactElement } from 'react';
import type { Section } from '../../sync/views';

const words: Readonly<Record<Section, string>> = {
  active: 'Your chats will be listed here.',
  hidden: 'Chats that you hide are kept here, out of the way.',
  trash: 'The trash is empty.',
};

interface Props {
  readonly section: Section;
  readonly loading: boolean;
}

/** A section without chats, or whose chats are on their way. */
export function NoChats({ section, loading }: Props): ReactElement {
  if (!loading) return <p className="px-4 py-2 text-sm text-muted">{words[section]}</p>;
  return (
    <div role="status" aria-label="Chats are being fetched" className="late flex flex-col gap-3 px-4 py-2">
      {['w-4/5', 'w-3/5', 'w-11/12', 'w-2/3'].map((width) => (
        <div key={width} className={`skeleton h-4 ${width}`} />
      ))}
    </div>
  );
}
