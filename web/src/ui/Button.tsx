import { ButtonHTMLAttributes, forwardRef } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';

const tones = {
  plain: 'border border-line bg-raised hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-ink',
  accent: 'bg-accent text-on-accent hover:bg-accent-strong',
  danger: 'border border-line bg-raised text-danger hover:bg-danger-soft',
} as const;

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: keyof typeof tones;
  readonly icon?: IconName;
}

/** A button with words. */
export const Button = forwardRef<HTMLButtonElement, Props>(function Button({ tone = 'plain', icon, className = '', children, ...rest }, ref) {
  return (
    <button
      ref={ref}
      type="button"
      className={`inline-flex min-h-9 items-center justify-center gap-2 rounded-lg px-3 text-sm font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 max-sm:min-h-10 ${tones[tone]} ${className}`}
      {...rest}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
});
