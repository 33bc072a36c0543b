import { KeyboardEvent, ReactElement, ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { stepFocus } from './focus';
import { Icon } from './Icon';
import type { IconName } from './icons';

interface MenuProps {
  /** What the menu hangs on. */
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A list of actions that hangs on a button: arrows walk it, Escape and a press elsewhere close it. */
export function Menu({ anchor, label, onClose, children }: MenuProps): ReactElement {
  const menu = useRef<HTMLDivElement>(null);
  const place = usePlace(anchor, menu);

  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target) && !anchor.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [anchor, onClose]);

  useEffect(() => {
    menu.current?.querySelector<HTMLElement>('[aria-checked="true"],[role^="menuitem"]')?.focus();
    return () => anchor.focus({ preventScroll: true });
  }, [anchor]);

  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (event.key === 'ArrowDown' && menu.current) stepFocus(menu.current, '[role^="menuitem"]', 1);
    else if (event.key === 'ArrowUp' && menu.current) stepFocus(menu.current, '[role^="menuitem"]', -1);
    else return;
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
    const isBelow = below >= Math.min(height, 260) || below > at.top;
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
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

/** One action of a menu. */
export function MenuItem({ icon, tone = 'plain', checked, disabled = false, onSelect, children }: ItemProps): ReactElement {
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
      {checked === true ? <Icon name="check" className="text-accent" /> : null}
    </button>
  );
}
