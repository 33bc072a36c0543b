import { InputHTMLAttributes, ReactElement, useId } from 'react';

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What is wrong with it, beside it. */
  readonly problem: string | null;
  readonly hint?: string;
}

/** A field with its name above it, and what is wrong with it below. */
export function TextField({ label, value, onValue, problem, hint, ...rest }: Props): ReactElement {
  const id = useId();
  const below = problem ?? hint;
  return (
    <div className="text-sm">
      <label htmlFor={id} className="mb-1 block font-medium">{label}</label>
      <input
        id={id}
        className="field"
        value={value}
        spellCheck={false}
        aria-invalid={problem !== null}
        aria-describedby={below === undefined ? undefined : `${id}-below`}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
      {below === undefined ? null : (
        <p
          id={`${id}-below`}
          className={`mt-1 ${problem === null ? 'text-muted' : 'text-danger'}`}
          role={problem === null ? undefined : 'alert'}
        >
          {below}
        </p>
      )}
    </div>
  );
}
