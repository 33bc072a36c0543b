import { KeyboardEvent, ReactElement, useEffect } from 'react';
import { stepFocus } from '../../ui/focus';
import { counted } from '../../ui/counted';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import type { IconName } from '../../ui/icons';
import { useChatActions } from '../chats/useChatActions';
import { keyOf, View } from '../listing/view';
import { usePage, useSync } from '../workspace/context';
import { Selection, without } from './selection';

interface Props {
  readonly selection: Selection;
  readonly view: View;
}

/** What can be done with the chosen chats, all at once. */
export function BulkBar({ selection, view }: Props): ReactElement {
  const { client, workspace } = usePage();
  const { listing } = workspace;
  const actions = useChatActions();
  const list = useSync(keyOf(view));
  const chats = [...selection.chats];
  const none = chats.length === 0;

  useEffect(() => {
    // What another window has taken away is chosen no more.
    const left = without(selection, (chat) => list.indexOf(chat) !== -1);
    if (left !== selection) listing.select(left);
  }, [listing, list, selection]);

  const done = (run: () => void) => (): void => {
    run();
    listing.endSelection();
  };
  const some = (read: 'pinned' | 'archived' | 'hidden'): boolean => chats.every((chat) => client.get(`chat:${chat}`)?.[read] === true);
  const pinned = !none && some('pinned');
  const onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    listing.endSelection();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    event.preventDefault();
    stepFocus(event.currentTarget, 'button:not(:disabled)', event.key === 'ArrowRight' ? 1 : -1);
  };
  return (
    <div className="border-t border-line px-2 py-1.5 pb-[max(0.375rem,env(safe-area-inset-bottom))]" onKeyDown={onEscape}>
      <div className="flex items-center gap-1 pl-2">
        <p role="status" className="min-w-0 flex-1 truncate text-sm font-medium">{none ? 'Select chats' : `${counted(chats.length, 'chat')} selected`}</p>
        <button
          type="button"
          className="min-h-8 shrink-0 rounded-lg px-2 text-sm font-medium text-accent hover:bg-hover max-sm:min-h-10"
          onClick={() => listing.extend(list.slice(0, list.length))}
        >
          Select all
        </button>
        <IconButton icon="x" label="End the selection" keys="Esc" size="small" onClick={() => listing.endSelection()} />
      </div>
      <div role="toolbar" aria-label="Selected chats" className="flex" onKeyDown={onKeyDown}>
        {view === 'trash' ? (
          <>
            <Tool icon="rotate-ccw" label="Restore" off={none} onClick={done(() => actions.restore(chats))} />
            <Tool icon="trash" label="Delete for ever" off={none} danger onClick={() => actions.askToPurge(chats)} />
          </>
        ) : (
          <>
            <Tool icon="folder-input" label="Move" off={none} onClick={() => workspace.panel.set({ move: { kind: 'chats', chats } })} />
            <Tool icon={pinned ? 'pin-off' : 'pin'} label={pinned ? 'Unpin' : 'Pin'} off={none} onClick={() => actions.pin(chats, !pinned)} />
            <Tool icon="tag" label="Tag" off={none} onClick={() => workspace.panel.set({ tags: chats })} />
            <Tool
              icon={view === 'archived' ? 'archive-restore' : 'archive'}
              label={view === 'archived' ? 'Unarchive' : 'Archive'}
              off={none}
              onClick={done(() => actions.archive(chats, view !== 'archived'))}
            />
            <Tool
              icon={view === 'hidden' ? 'eye' : 'eye-off'}
              label={view === 'hidden' ? 'Show' : 'Hide'}
              off={none}
              onClick={done(() => actions.hide(chats, view !== 'hidden'))}
            />
            <Tool icon="trash" label="Delete" off={none} danger onClick={done(() => actions.remove(chats))} />
          </>
        )}
      </div>
    </div>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly label: string;
  readonly off: boolean;
  readonly danger?: boolean;
  readonly onClick: () => void;
}

function Tool({ icon, label, off, danger = false, onClick }: ToolProps): ReactElement {
  return (
    <button
      type="button"
      disabled={off}
      className={`flex min-h-11 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 rounded-lg px-0.5 text-[0.6875rem] leading-4 transition-colors hover:bg-hover disabled:pointer-events-none disabled:opacity-40 ${danger ? 'text-danger' : 'text-muted hover:text-ink'}`}
      onClick={onClick}
    >
      <Icon name={icon} size={16} />
      {label}
    </button>
  );
}
