import { ReactElement, useState } from 'react';

interface Props {
  readonly title: string;
  /** The new title, or null when it is to stay. */
  readonly onDone: (title: string | null) => void;
}

/** A title that is being changed, in its place. */
export function RenameField({ title, onDone }: Props): ReactElement {
  const [text, setText] = useState(title);
  const done = (): void => {
    const next = text.trim();
    onDone(next === '' || next === title ? null : next);
  };
  return (
    <input
      autoFocus
      value={text}
      maxLength={200}
      aria-label="Chat title"
      className="h-full w-full rounded-lg border border-accent bg-raised px-2 text-sm outline-none"
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) done();
        else if (event.key === 'Escape') onDone(null);
      }}
    />
  );
}
