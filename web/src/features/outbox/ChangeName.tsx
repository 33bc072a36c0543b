import type { ReactElement } from 'react';
import { chatOf, isFolderOp, Op } from '../../contract';
import { chatTitle } from '../chats/title';
import { useSync } from '../workspace/context';
import { changeWords, textOf } from './words';
import { folderName } from '../folders/folderName';

/** What a change does, and to what. */
export function ChangeName({ op }: { readonly op: Op }): ReactElement {
  const chat = useSync(`chat:${chatOf(op) ?? ''}`);
  const folder = useSync(`folder:${isFolderOp(op) ? op.folder : ''}`);
  const of = isFolderOp(op) ? folderName(folder) : chat === null ? '' : chatTitle(chat);
  return (
    <>
      <span className="block truncate">
        {changeWords(op)}
        {of === '' ? null : <> <bdi className="text-muted">{`“${of}”`}</bdi></>}
      </span>
      {textOf(op) === null ? null : <span dir="auto" className="block truncate text-muted">{textOf(op)}</span>}
    </>
  );
}
