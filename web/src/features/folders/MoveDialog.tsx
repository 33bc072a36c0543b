import { ReactElement, useMemo, useState } from 'react';
import type { Id } from '../../contract';
import { Combobox, Option } from '../../ui/Combobox';
import { counted } from '../../ui/counted';
import { Dialog } from '../../ui/Dialog';
import { Icon } from '../../ui/Icon';
import type { IconName } from '../../ui/icons';
import { useChatActions } from '../chats/useChatActions';
import { chatTitle } from '../chats/title';
import type { Dragged } from '../drag/drop';
import { Page, usePage, useSync } from '../workspace/context';
import { targetsFor } from './targets';
import { useFolderActions } from './useFolderActions';
import { folderName } from './folderName';

/** Moves chats or a folder into a folder by its name: what dragging does, for the keyboard and for fingers. */
export function MoveDialog({ moved }: { readonly moved: Dragged }): ReactElement {
  const page = usePage();
  const { workspace, client } = page;
  const [query, setQuery] = useState('');
  const folders = useSync('folders');
  const chatActions = useChatActions();
  const folderActions = useFolderActions();
  const close = (): void => workspace.panel.set(null);
  const move = (folder: Id | null): void => {
    close();
    if (moved.kind === 'folder') folderActions.move(moved.folder, folder, null);
    else {
      chatActions.move(moved.chats, folder);
      workspace.listing.endSelection();
    }
  };
  const name = query.trim();
  const found = useMemo(() => targetsFor(folders, name, moved.kind === 'folder' ? moved.folder : null), [folders, name, moved]);

  const options: Option[] = found.map(({ folder, names }) => ({
    id: folder ?? '',
    group: 'Folders',
    content: <Line icon="folder" names={names} />,
    choose: () => move(folder),
  }));
  const out: Option = { id: 'none', content: <Line icon="message-square" names={[moved.kind === 'folder' ? 'In no other folder' : 'In no folder']} />, choose: () => move(null) };
  const fresh: Option = {
    id: 'new',
    content: <Line icon="folder-plus" names={[`New folder “${name}”`]} />,
    choose: () => move(client.folders.create(name)),
  };
  const known = found.some(({ names }) => names[names.length - 1]?.toLowerCase() === name.toLowerCase());
  const all = [...(name === '' ? [out] : []), ...options, ...(name === '' || known ? [] : [fresh])];
  return (
    <Dialog title={`Move ${nameOf(moved, page)}`} onClose={close}>
      <Combobox
        label="Folder to move to"
        placeholder="Find a folder, or name a new one"
        query={query}
        onQuery={setQuery}
        options={all}
        empty="No folder by that name."
      />
    </Dialog>
  );
}

function nameOf(moved: Dragged, { client }: Page): string {
  if (moved.kind === 'folder') return `“${folderName(client.get(`folder:${moved.folder}`))}” to…`;
  const [first] = moved.chats;
  return `${moved.chats.length === 1 ? `“${chatTitle(client.get(`chat:${first ?? ''}`))}”` : counted(moved.chats.length, 'chat')} to…`;
}

function Line({ icon, names }: { readonly icon: IconName; readonly names: readonly string[] }): ReactElement {
  const above = names.slice(0, -1);
  return (
    <span className="flex items-center gap-3">
      <Icon name={icon} className="text-muted" />
      <span className="flex min-w-0 flex-1">
        {above.length === 0 ? null : (
          <>
            <bdi className="min-w-0 truncate text-muted">{above.join(' / ')}</bdi>
            <span className="whitespace-pre text-muted"> / </span>
          </>
        )}
        <bdi className={above.length === 0 ? 'truncate' : 'max-w-3/4 shrink-0 truncate'}>{names[names.length - 1]}</bdi>
      </span>
    </span>
  );
}
