import type { FolderSetOp, Id } from '../../src/contract';
import { isWithin } from '../../src/sync/folderTree';
import type { ModelServer } from './server';
import { Refusal } from './serverOps';

export function setFolder(server: ModelServer, op: FolderSetOp): void {
  const known = server.folders.get(op.folder);
  if (known === undefined && (op.name === undefined || server.gone.has(op.folder))) throw new Refusal('folder_unknown');
  const parent = op.parent === undefined ? known?.parent ?? null : op.parent;
  if (parent !== null && !server.folders.has(parent)) throw new Refusal('folder_unknown');
  if (isWithin(server.folders, parent, op.folder)) throw new Refusal('folder_in_itself');
  server.version += 1;
  server.put({
    kind: 'folder',
    id: op.folder,
    version: server.version,
    name: op.name ?? known?.name ?? '',
    parent,
    position: op.position ?? known?.position ?? '',
    created: known?.created ?? server.clock,
  });
}

export function deleteFolder(server: ModelServer, folder: Id): void {
  const known = server.folders.get(folder);
  if (known === undefined) throw new Refusal('folder_unknown');
  const version = ++server.version;
  for (const row of [...server.folders.values()]) if (row.parent === folder) server.put({ ...row, version, parent: known.parent });
  for (const row of [...server.chats.values()]) if (row.folder === folder) server.put({ ...row, version, folder: known.parent });
  server.folders.delete(folder);
  server.gone.set(folder, { of: 'folder', version });
}
