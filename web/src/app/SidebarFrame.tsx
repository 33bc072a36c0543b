import { ReactElement, useEffect, useRef } from 'react';
import { Sidebar } from '../features/chats/Sidebar';
import { usePage } from '../features/workspace/context';
import { useCell } from '../ui/cell';
import { focusableIn } from '../ui/focus';
import { useNarrow } from '../ui/useNarrow';

/** Beside the chat where there is room, over it as a drawer where there is not. */
export function SidebarFrame(): ReactElement | null {
  const { workspace } = usePage();
  const open = useCell(workspace.sidebar);
  const drawer = useNarrow() && open;
  const aside = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!drawer || aside.current === null) return undefined;
    const before = document.activeElement;
    focusableIn(aside.current)[0]?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [drawer]);

  if (!open) return null;
  return (
    <>
      <div aria-hidden="true" className="fixed inset-0 z-30 hidden bg-black/35 max-sm:block" onClick={() => workspace.leaveDrawer()} />
      <aside
        ref={aside}
        className="z-30 w-68 shrink-0 border-r border-line max-sm:fixed max-sm:inset-y-0 max-sm:left-0 max-sm:w-[min(20rem,86vw)] max-sm:shadow-xl"
        onKeyDown={(event) => event.key === 'Escape' && workspace.leaveDrawer()}
      >
        <Sidebar />
      </aside>
    </>
  );
}
