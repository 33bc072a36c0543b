import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon';
import { formatKeys } from '../commands/keys';

interface Props {
  /** The shown answer is being written: the button stops it. */
  readonly running: boolean;
  readonly canSend: boolean;
  readonly onStop: () => void;
}

/** Sends, or stops what is being answered. */
export function SendButton({ running, canSend, onStop }: Props): ReactElement {
  const look = 'inline-flex size-9 shrink-0 items-center justify-center rounded-full transition-colors max-sm:size-10';
  if (running) {
    return (
      <button type="button" aria-label="Stop" title={`Stop (${formatKeys('Mod+.')})`} className={`${look} bg-ink text-paper hover:opacity-85`} onClick={onStop}>
        <Icon name="square" size={13} filled />
      </button>
    );
  }
  return (
    <button
      type="submit"
      aria-label="Send"
      title="Send"
      disabled={!canSend}
      className={`${look} bg-accent text-on-accent hover:bg-accent-strong disabled:bg-hover disabled:text-muted`}
    >
      <Icon name="arrow-up" size={18} />
    </button>
  );
}
