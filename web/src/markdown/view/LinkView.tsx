import type { ReactElement, ReactNode } from 'react';
import { safeAddress } from '../links';

interface Props {
  readonly href: string | null;
  /** What the author wrote, for an address that is not followed. */
  readonly source: string;
  readonly children: ReactNode;
}

/** A link that opens apart and tells nobody where it was found. */
export function LinkView({ href, source, children }: Props): ReactElement {
  const address = safeAddress(href);
  if (address === null) return <>{source}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" title={address}>
      {children}
    </a>
  );
}
