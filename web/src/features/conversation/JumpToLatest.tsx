import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon';

interface Props {
  readonly shown: boolean;
  readonly onJump: () => void;
}

/** Back to the end, for a reader who has scrolled up. */
export function JumpToLatest({ shown, onJump }: Props): ReactElement | null {
  if (!shown) return null;
  return (
    <button
      type="button"
      className="rise absolute bottom-3 left-1/2 inline-flex min-h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-line bg-raised px-3.5 text-sm shadow-md hover:bg-shell max-sm:min-h-10"
      onClick={onJump}
    >
      <Icon name="arrow-down" size={15} />
      Jump to latest
    </button>
  );
}
