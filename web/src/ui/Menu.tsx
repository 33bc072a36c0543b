import { KeyboardEvent, ReactElement, ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { focusByText, focusEnd, stepFocus } from './focus';
import { Icon } from './Icon';
import type { IconName } from './icons';
import { Keys } from './Keys';

interface MenuProps {
  /** What the menu hangs on. */
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const items = '[role^="menuitem"]';
/** Letters that follow each other faster than this, in milliseconds, are one word. */
const wordPause = 700;

/** A list of actions that hangs on a button: arrows walk it, letters go to what begins with them, Escape and a press elsewhere close it. */
export function Menu({ anchor, label, onClose, children }: MenuProps): ReactElement {
  const menu = useRef<HTMLDivElement>(null);
  const place = usePlace(anchor, menu);
  const typed = useRef({ text: '', at: 0 });

  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target) && !anchor.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [anchor, onClose]);

  useEffect(() => {
    const first = menu.current?.querySelector<HTMLElement>('[aria-checked="true"]') ?? menu.current?.querySelector<HTMLElement>(items);
    first?.focus();
    return () => anchor.focus({ preventScroll: true });
  }, [anchor]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    event.stopPropagation();
    const { key, currentTarget: list, timeStamp } = event;
    if (key === 'Escape' || key === 'Tab') onClose();
    else if (key === 'ArrowDown' || key === 'ArrowUp') stepFocus(list, items, key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Home' || key === 'End') focusEnd(list, items, key);
    else if (key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const { text, at } = typed.current;
      typed.current = { text: timeStamp - at < wordPause ? text + key : key, at: timeStamp };
      focusByText(list, items, typed.current.text);
    } else return;
    event.preventDefault();
  };

  return createPortal(
    <div ref={menu} role="menu" aria-label={label} className="menu" style={place} onKeyDown={onKeyDown} onClick={onClose}>
      {children}
    </div>,
    // Inside a modal dialog everything outside of it is inert.
    anchor.closest('dialog') ?? document.body,
  );
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly maxHeight: number;
  /** 0 until it has its place. A hidden menu could not take the focus. */
  readonly opacity: 0 | 1;
}

/** Below its button where there is room, above it otherwise, and never over the edge. */
function usePlace(anchor: HTMLElement, menu: { readonly current: HTMLElement | null }): Place {
  const [place, setPlace] = useState<Place>({ left: 0, top: 0, maxHeight: 400, opacity: 0 });
  useLayoutEffect(() => {
    if (menu.current === null) return;
    const at = anchor.getBoundingClientRect();
    const { offsetWidth: width, scrollHeight: height } = menu.current;
    const below = window.innerHeight - at.bottom - 12;
    const isBelow = below >= height || below > at.top;
    const maxHeight = Math.min(420, isBelow ? below : at.top - 12);
    const shown = Math.min(height + 2, maxHeight);
    setPlace({
      left: Math.max(8, Math.min(at.left, window.innerWidth - width - 8)),
      top: isBelow ? at.bottom + 4 : at.top - shown - 4,
      maxHeight,
      opacity: 1,
    });
  }, [anchor, menu]);
  return place;
}

interface ItemProps {
  readonly icon?: IconName;
  readonly tone?: 'plain' | 'danger';
  /** Set for a choice among several. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** A shortcut that does the same. */
  readonly keys?: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

/** One action of a menu. */
export function MenuItem({ icon, tone = 'plain', checked, disabled = false, keys, onSelect, children }: ItemProps): ReactElement {
  return (
    <button
      type="button"
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      disabled={disabled}
      tabIndex={-1}
      onClick={onSelect}
      className={`flex min-h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-left text-sm hover:bg-hover focus-visible:bg-hover disabled:opacity-50 max-sm:min-h-11 ${tone === 'danger' ? 'text-danger' : ''}`}
    >
      {icon === undefined ? null : <Icon name={icon} className={tone === 'danger' ? '' : 'text-muted'} />}
      <span className="flex min-w-0 flex-1 items-center gap-2">{children}</span>
      {keys === undefined ? null : <span aria-hidden="true" className="max-sm:hidden"><Keys keys={keys} /></span>}
      {checked === true ? <Icon name="check" className="text-accent" /> : null}
    </button>
  );
}
