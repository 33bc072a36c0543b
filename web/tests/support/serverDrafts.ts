import type { DraftPiece, DraftRow, DraftSetOp, Id } from '../../src/contract';
import type { ModelServer } from './server';

/** A draft without its place in the log. */
interface Contents extends DraftPiece {
  readonly others: readonly DraftPiece[];
}

/** Rule 19, as the server carries it out. */
export function applied(stored: DraftRow | undefined, device: Id, op: DraftSetOp): Contents {
  const piece = { device, text: op.text };
  if (stored === undefined) return { ...piece, others: [] };
  const isKnown = op.base === stored.version;
  if (op.choose === true && isKnown) return { ...piece, others: [] };
  if (isKnown || stored.device === device || stored.text === op.text || stored.text === '') {
    return { ...piece, others: stored.others.filter((other) => other.device !== device && other.text !== op.text) };
  }
  const beside = stored.others.filter((other) => other.device !== device);
  return { device: stored.device, text: stored.text, others: op.text === '' ? beside : [...beside, piece] };
}

/** Rule 20: `device` sends what it `said`; it had written the pieces of `before` when it did. */
export function sent(stored: DraftRow, device: Id, base: number, said: string, before: (piece: DraftPiece) => boolean): Contents {
  const became = (piece: DraftPiece): boolean => piece.text === said || before(piece);
  const beside = stored.others.filter((other) => !became(other));
  if (base !== stored.version && !became(stored)) return { device: stored.device, text: stored.text, others: beside };
  const [next, ...others] = beside;
  return next === undefined ? { device, text: '', others: [] } : { ...next, others };
}

export function putDraft(server: ModelServer, chat: Id, { device, text, others }: Contents): void {
  server.put({ kind: 'draft', id: chat, version: server.version, device, text, others, updated: server.clock });
}
