import { useMemo } from 'react';
import { usePage } from '../workspace/context';
import { FolderActions } from './folderActions';

/** What can be done to folders. */
export function useFolderActions(): FolderActions {
  const page = usePage();
  return useMemo(() => new FolderActions(page), [page]);
}
