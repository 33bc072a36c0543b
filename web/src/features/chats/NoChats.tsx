import type { ReactElement } from 'react';
import type { View } from '../listing/view';

const words: Readonly<Record<string, string>> = {
  active: 'Your chats will be listed here.',
  archived: 'Chats that you are done with are kept here.',
  hidden: 'Chats that you hide are kept here, out of the way.',
  trash: 'The trash is empty.',
};

interface Props {
  readonly view: View;
  readonly loading: boolean;
}

/** A list without chats, or whose chats are on their way. */
export function NoChats({ view, loading }: Props): ReactElement {
  if (!loading) return <p className="px-4 py-2 text-sm text-muted">{words[view] ?? 'No chat has this tag any more.'}</p>;
  return (
    <div role="status" aria-label="Chats are being fetched" className="late flex flex-col gap-3 px-4 py-2">
      {['w-4/5', 'w-3/5', 'w-11/12', 'w-2/3'].map((width) => (
        <div key={width} className={`skeleton h-4 ${width}`} />
      ))}
    </div>
  );
}
