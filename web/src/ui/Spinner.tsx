import type { ReactElement } from 'react';

/** Something is under way. The words beside it say what. */
export function Spinner({ className = '' }: { readonly className?: string }): ReactElement {
  return <span aria-hidden="true" className={`inline-block size-3.5 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent opacity-70 ${className}`} />;
}
