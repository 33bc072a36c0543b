import type { ReactElement } from 'react';
import { IconName, shapes } from './icons';

interface Props {
  readonly name: IconName;
  /** Pixels; 16 beside text. */
  readonly size?: number;
  readonly className?: string;
  /** Filled with the text's colour, for a state that is on. */
  readonly filled?: boolean;
}

/** A picture beside a word or inside a labelled button: never the only bearer of a meaning. */
export function Icon({ name, size = 16, className = '', filled = false }: Props): ReactElement {
  return (
    <svg
      className={`shrink-0 ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  );
}
