import { FocusEvent, RefObject, useEffect, useRef } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { usePage } from '../workspace/context';
import type { ListRows } from './listRows';
import { itemAt } from './useListKeys';

/** Keeps the focus in the list when what had it goes: a row that was deleted or moved away, that is drawn as another element, or the field of a new name. */
export function useKeptFocus(list: RefObject<HTMLElement>, rows: ListRows): (event: FocusEvent) => void {
  const renaming = useCell(usePage().workspace.listing.renaming);
  const last = useRef<{ readonly id: Id; readonly index: number } | null>(null);

  useEffect(() => {
    const forget = ({ target }: Event): void => {
      // Menus and dialogs give the focus back; elsewhere it was taken away on purpose.
      if (target instanceof Element && target.closest('[role="menu"],dialog') === null && !list.current?.contains(target)) last.current = null;
    };
    window.addEventListener('pointerdown', forget, true);
    window.addEventListener('focusin', forget, true);
    return () => {
      window.removeEventListener('pointerdown', forget, true);
      window.removeEventListener('focusin', forget, true);
    };
  }, [list]);

  useEffect(() => {
    if (renaming !== null) last.current = { id: renaming, index: rows.indexOf(renaming) };
    const had = last.current;
    if (had === null || document.activeElement !== document.body) return;
    const here = rows.indexOf(had.id);
    const places = here === -1 ? [had.index, had.index - 1, had.index + 1] : [here];
    places.some((index) => focusRow(list.current, rows, index));
  });

  return ({ target }) => {
    const item = itemAt(target);
    if (item !== null) last.current = { id: item.id, index: rows.indexOf(item.id) };
  };
}

function focusRow(list: HTMLElement | null, rows: ListRows, index: number): boolean {
  const row = index >= 0 && index < rows.count ? rows.at(index) : null;
  const item = row?.kind === 'chat' ? `chat:${row.chat}` : row?.kind === 'folder' ? `folder:${row.folder}` : null;
  const element = item === null ? null : list?.querySelector<HTMLElement>(`[data-item="${item}"]`) ?? null;
  element?.focus({ preventScroll: true });
  return element !== null;
}
