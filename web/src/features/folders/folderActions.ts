import type { Id } from '../../contract';
import type { Page } from '../workspace/context';
import { folderName } from './folderName';

/** Changes of folders. What takes something out of sight says so, and can be taken back. */
export class FolderActions {
  constructor(private readonly page: Page) {}

  /** Makes a folder and lets its name be written in its place. */
  create(parent: Id | null): Id {
    const { client, workspace } = this.page;
    const folder = client.folders.create('New folder', parent);
    workspace.listing.show('active');
    workspace.listing.revealIn(parent === null ? [] : client.get('folders').path(parent), folder);
    workspace.listing.renaming.set(folder);
    return folder;
  }

  rename(folder: Id, name: string): void {
    this.page.client.folders.rename(folder, name);
  }

  /** Moves a folder into another, or with null to the top: in front of a neighbour, or with null at the end. */
  move(folder: Id, parent: Id | null, before: Id | null): void {
    const { client, workspace } = this.page;
    if (before === folder) return;
    const path = client.get('folders').path(folder);
    const undo = client.folders.move(folder, { parent, before });
    if (undo.count === 0 || (path[path.length - 2] ?? null) === parent) return;
    const to = parent === null ? null : folderName(client.get(`folder:${parent}`));
    const words = `“${this.name(folder)}” is ${to === null ? 'in no other folder' : `in “${to}”`} now.`;
    workspace.toasts.show(words, { action: { label: 'Undo', run: () => undo.undo() } });
  }

  /** Removes a folder; what is in it moves up. */
  remove(folder: Id): void {
    const { client, workspace } = this.page;
    const name = this.name(folder);
    const inside = client.get(`chats:in:${folder}`).length + client.get('folders').children(folder).length;
    const undo = client.folders.delete(folder);
    const words = `The folder “${name}” is gone.${inside === 0 ? '' : ' What was in it has moved up.'}`;
    workspace.toasts.show(words, { action: { label: 'Undo', run: () => undo.undo() } });
  }

  private name(folder: Id): string {
    const name = folderName(this.page.client.get(`folder:${folder}`));
    return name.length > 40 ? `${name.slice(0, 38)}…` : name;
  }
}
