import type { ReactElement, ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
  /** What it means, below its name. */
  readonly children: ReactNode;
}

/** Something that is on or off, with the truth about it. */
export function Switch({ label, on, disabled = false, onChange, children }: Props): ReactElement {
  return (
    <label className={`flex items-start gap-4 ${disabled ? '' : 'cursor-pointer'}`}>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{label}</span>
        <span className="text-muted">{children}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-label={label}
        className="switch mt-0.5"
        checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
