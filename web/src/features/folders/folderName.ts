import { FolderRow, isDamaged } from '../../contract';

/** What to call a folder. */
export function folderName(folder: FolderRow | null | undefined): string {
  if (folder === null || folder === undefined) return '';
  return folder.name === '' && isDamaged(folder) ? 'Name cannot be read' : folder.name;
}
