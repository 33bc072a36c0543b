import { ReactElement, useEffect, useRef, useState } from 'react';

interface Props {
  /** What is named: "Chat title". */
  readonly label: string;
  readonly title: string;
  /** The room in front of it. */
  readonly style: { readonly paddingLeft: number };
  /** The new title, or null when it is to stay. */
  readonly onDone: (title: string | null) => void;
}

/** A title that is being changed, in its place. */
export function RenameField({ label, title, style, onDone }: Props): ReactElement {
  const [text, setText] = useState(title);
  const field = useRef<HTMLInputElement>(null);
  const settled = useRef(false);
  const done = (): void => {
    const next = text.trim();
    onDone(next === '' || next === title ? null : next);
  };
  useEffect(() => {
    // A menu that closes gives the focus back to its button first.
    const frame = requestAnimationFrame(() => {
      field.current?.focus();
      settled.current = true;
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <input
      ref={field}
      autoFocus
      dir="auto"
      value={text}
      maxLength={200}
      aria-label={label}
      className="h-full w-full rounded-lg border border-accent select-text bg-raised px-2 text-sm outline-none"
      style={style}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => settled.current && done()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') done();
        else if (event.key === 'Escape') onDone(null);
        else return;
        // The row gets the focus, and the key would press it.
        event.preventDefault();
      }}
    />
  );
}
