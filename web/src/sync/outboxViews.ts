import { chatOf, Id } from '../contract';
import { sameRow } from './equal';
import type { Item, Outbox } from './outbox';
import type { Key, OutboxView, Pending, Refused, Waiting } from './views';

const noRefused: readonly Refused[] = [];
/** More changes that wait are only counted. */
const mostListed = 50;

/** What the page reads of the changes on their way. */
export class OutboxViews {
  whole: OutboxView = { waiting: 0, first: [], refused: noRefused };
  private readonly refusedOf = new Map<Id, readonly Refused[]>();
  private readonly pendings = new Map<Id, Pending>();

  constructor(
    private readonly outbox: Outbox,
    private readonly touch: (key: Key) => void,
  ) {}

  refused(chat: Id): readonly Refused[] {
    return this.refusedOf.get(chat) ?? noRefused;
  }

  pending(target: Id): Pending | null {
    return this.pendings.get(target) ?? null;
  }

  /** Brings everything up to date. Gives the targets whose changes are others or stand otherwise. */
  refresh(): ReadonlySet<Id> {
    const touched = this.outbox.takeTouched();
    if (touched.size === 0) return touched;
    const refused = this.outbox.refused().flatMap(asRefused);
    const { waiting } = this.outbox;
    if (waiting > 0 || refused.length > 0 || this.whole.waiting > 0 || this.whole.refused.length > 0) {
      this.whole = { waiting, first: this.outbox.firstWaiting(mostListed).map(asWaiting), refused };
      this.touch('outbox');
    }
    for (const target of touched) {
      this.refreshPending(target);
      this.refreshRefused(target, refused);
    }
    return touched;
  }

  private refreshPending(target: Id): void {
    const old = this.pendings.get(target) ?? null;
    const next = pendingOf(this.outbox.of(target));
    if (sameRow(old, next)) return;
    if (next === null) this.pendings.delete(target);
    else this.pendings.set(target, next);
    this.touch(`pending:${target}`);
  }

  private refreshRefused(target: Id, refused: readonly Refused[]): void {
    const own = refused.length === 0 ? noRefused : refused.filter((item) => chatOf(item.op) === target);
    const old = this.refused(target);
    if (own.length === old.length && own.every((item, index) => item.id === old[index]?.id && item.problem === old[index]?.problem)) return;
    if (own.length === 0) this.refusedOf.delete(target);
    else this.refusedOf.set(target, own);
    this.touch(`refused:${target}`);
  }
}

function asWaiting({ id, op, status }: Item): Waiting {
  return { id, op, status: status === 'sent' ? 'sent' : 'queued' };
}

function asRefused({ id, op, problem }: Item): Refused[] {
  return problem === null ? [] : [{ id, op, problem }];
}

/** What has not got through of some changes: the worst of them says how it stands, or the one that the others wait for. Saving a draft is told elsewhere. */
function pendingOf(items: readonly Item[]): Pending | null {
  const open = items.filter((item) => item.status !== 'acked' && item.op.op !== 'draft.set');
  const worst = (['refused', 'sent', 'queued'] as const).find((status) => open.some((item) => item.status === status));
  if (worst === undefined) return null;
  const problem = open.find((item) => item.status === 'refused')?.problem ?? null;
  return { status: worst, count: open.length, problem };
}
