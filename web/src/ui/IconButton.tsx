import { ButtonHTMLAttributes, forwardRef } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  readonly icon: IconName;
  /** What it does, in words: for those who hear the page, and as a tip. */
  readonly label: string;
  /** A shortcut, shown in the tip. */
  readonly keys?: string;
  readonly size?: 'small' | 'medium';
  /** Something is on, or was just done. */
  readonly active?: boolean;
}

/** A button with a picture only. */
export const IconButton = forwardRef<HTMLButtonElement, Props>(function IconButton(
  { icon, label, keys, size = 'medium', active = false, className = '', ...rest },
  ref,
) {
  const box = size === 'small' ? 'size-7 max-sm:size-10' : 'size-9 max-sm:size-10';
  return (
    <button
      ref={ref}
      type="button"
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      className={`inline-flex ${box} shrink-0 items-center justify-center rounded-lg transition-colors hover:bg-hover disabled:pointer-events-none disabled:opacity-40 ${active ? 'text-accent' : 'text-muted hover:text-ink'} ${className}`}
      {...rest}
    >
      <Icon name={icon} size={size === 'small' ? 15 : 18} filled={active && icon !== 'check'} />
    </button>
  );
});
