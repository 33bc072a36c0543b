import { ReactElement, ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './IconButton';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The title is only for those who hear the page; the content brings its own head. */
  readonly bare?: boolean;
  readonly wide?: boolean;
}

/**
 * A window above the page. The browser's own modal dialog keeps the focus inside, makes the rest inert, and gives the
 * focus back to where it was. An element with `data-first-focus` gets it first.
 */
export function Dialog({ title, onClose, children, bare = false, wide = false }: Props): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const before = document.activeElement;
    if (!element.open) element.showModal();
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={`dialog ${wide ? 'sm:w-[44rem]' : 'sm:w-[34rem]'}`}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Some ways of closing, such as a second Escape, ask nobody.
      onClose={onClose}
      onMouseDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="flex max-h-[inherit] min-h-0 flex-col">
        <header className={bare ? 'sr-only' : 'flex items-center justify-between gap-4 border-b border-line py-2 pl-5 pr-2'}>
          <h2 id={titleId} className="text-base font-semibold">{title}</h2>
          {bare ? null : <IconButton icon="x" label="Close" onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}
