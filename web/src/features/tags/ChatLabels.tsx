import type { ReactElement } from 'react';
import { Id, isDamaged } from '../../contract';
import { Icon } from '../../ui/Icon';
import { useChatActions } from '../chats/useChatActions';
import { usePage, useSync } from '../workspace/context';
import { TagChip } from './TagChip';
import { folderName } from '../folders/folderName';

/** Where the shown chat stands: its folders and its tags. Nothing for a chat that has neither. */
export function ChatLabels({ chat }: { readonly chat: Id }): ReactElement | null {
  const { workspace } = usePage();
  const actions = useChatActions();
  const row = useSync(`chat:${chat}`);
  const folders = useSync('folders');
  const path = row?.folder == null ? [] : folders.path(row.folder);
  // With its title there, it is the tags that are damaged.
  const lost = row !== null && row.title !== '' && isDamaged(row);
  if (row === null || (path.length === 0 && row.tags.length === 0 && !lost)) return null;
  const show = (): void => {
    workspace.listing.show('active');
    workspace.listing.revealIn(path, chat);
    workspace.sidebar.set(true);
  };
  return (
    <div className="mx-auto flex w-full max-w-[49rem] shrink-0 flex-wrap items-center gap-x-3 gap-y-1 px-6 pb-1.5 text-xs max-sm:px-4">
      {path.length === 0 ? null : (
        <button
          type="button"
          title="Show in the sidebar"
          className="flex min-h-7 min-w-0 items-center gap-1.5 rounded-md text-muted hover:text-ink max-sm:min-h-9"
          onClick={show}
        >
          <Icon name="folder" size={14} />
          <span className="truncate">{path.map((id) => folderName(folders.get(id))).join(' / ')}</span>
        </button>
      )}
      <div role="group" aria-label="Tags of this chat" className="flex min-w-0 flex-wrap items-center gap-1">
        {row.tags.map((tag) => (
          <TagChip key={tag} tag={tag} onOpen={() => openTag(tag)} onRemove={() => actions.untag([chat], tag)} />
        ))}
        {lost && row.tags.length === 0 ? <span className="text-muted">The tags of this chat are damaged and cannot be read.</span> : null}
      </div>
    </div>
  );

  function openTag(tag: string): void {
    workspace.listing.show(`tag:${tag}`);
    workspace.sidebar.set(true);
  }
}
