import type { ReactElement } from 'react';

/** A shortcut, key by key: "Ctrl+K". */
export function Keys({ keys }: { readonly keys: string }): ReactElement {
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded border border-line bg-paper px-1.5 py-0.5 text-center font-sans text-xs leading-4 text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
