import { KeyboardEvent, ReactElement, ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon';
import { IconButton } from './IconButton';

export interface Option {
  readonly id: string;
  /** The heading that it stands under; said once for a run of options. */
  readonly group?: string;
  readonly content: ReactNode;
  readonly choose: () => void;
}

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly options: readonly Option[];
  /** Said in place of the options when there are none. */
  readonly empty: ReactNode;
  /** Where the field is the head of a panel: on a narrow page, which has no edge to press beside it, it holds the way out. */
  readonly onClose?: () => void;
}

/** A field above what it finds: the focus stays in the field, arrows walk the options, Enter chooses. */
export function Combobox({ label, placeholder, query, onQuery, options, empty, onClose }: Props): ReactElement {
  const id = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const current = Math.min(at, options.length - 1);

  useEffect(() => setAt(0), [query]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || options.length === 0) return;
    if (event.key === 'ArrowDown') setAt((current + 1) % options.length);
    else if (event.key === 'ArrowUp') setAt((current - 1 + options.length) % options.length);
    else if (event.key === 'Enter') options[current]?.choose();
    else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4 focus-within:border-accent">
        <Icon name="search" size={18} className="text-muted" />
        <input
          data-first-focus=""
          role="combobox"
          aria-label={label}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={options[current] === undefined ? undefined : `${id}-${current}`}
          aria-autocomplete="list"
          autoComplete="off"
          dir="auto"
          spellCheck={false}
          placeholder={placeholder}
          value={query}
          className="h-13 min-w-0 flex-1 bg-transparent text-base outline-none"
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {onClose === undefined ? null : <IconButton icon="x" label="Close" className="-mr-2 sm:hidden" onClick={onClose} />}
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5"
      >
        {options.map((option, index) => (
          <div key={option.id} role="presentation">
            {option.group !== undefined && option.group !== options[index - 1]?.group ? (
              <p role="presentation" className="px-3 pb-1 pt-2.5 text-xs font-medium text-muted">{option.group}</p>
            ) : null}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === current}
              className={`cursor-pointer rounded-lg px-3 py-2 text-sm max-sm:py-2.5 ${index === current ? 'bg-hover' : ''}`}
              onMouseMove={() => setAt(index)}
              onClick={option.choose}
            >
              {option.content}
            </div>
          </div>
        ))}
        {options.length === 0 ? <div className="px-3 py-6 text-center text-sm text-muted">{empty}</div> : null}
      </div>
    </>
  );
}
