import type { Op } from '../contract';
import type { Undo } from './views';

/** Carries changes out, all of them before anyone is told. */
export type Change = (ops: readonly Op[]) => void;

/** What takes these changes back, once, with the changes that undo them. */
export function undoOf(count: number, inverse: readonly Op[], change: Change): Undo {
  let left = inverse;
  return {
    count,
    undo: () => {
      const ops = left;
      left = [];
      if (ops.length > 0) change(ops);
    },
  };
}
