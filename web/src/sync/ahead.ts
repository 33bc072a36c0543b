import { chatOf, Id, isFolderOp, Op } from '../contract';

/** The changes of folders stand in one line. */
export const foldersTarget = 'folders';

/**
 * The changes that are not answered yet and were made before another one. The server carries changes out as they arrive, but one that it asks to
 * send again later would then come after those behind it: who depends on it waits for its answer.
 */
export class Ahead {
  private readonly changed = new Set<Id>();
  private folderNamed = false;

  add(op: Op): void {
    this.changed.add(lineOf(op));
    if (namesFolder(op)) this.folderNamed = true;
  }

  /** Whether one of them changes the same chat, or a folder that is named, or names the folder that is changed. */
  holdUp(op: Op): boolean {
    return this.changed.has(lineOf(op)) || (isFolderOp(op) && this.folderNamed) || (namesFolder(op) && this.changed.has(foldersTarget));
  }
}

function lineOf(op: Op): Id {
  return chatOf(op) ?? foldersTarget;
}

function namesFolder(op: Op): boolean {
  return op.op === 'chat.set' && typeof op.folder === 'string';
}
