import type { Id } from '../../contract';
import type { State } from '../state';
import type { Touched } from '../touched';
import type { Plain } from './archive';
import { bucketOf, buckets, heldOf, metaOf, rowsOf } from './snapshot';
import type { StoreName } from './place';

/** What is to be written to bring a copy up to date. */
export interface Writing {
  readonly records: readonly Plain[];
  readonly removed: readonly (readonly [StoreName, string])[];
  readonly clear: readonly StoreName[];
}

/** What of the state the copy does not have yet. */
export class Dirt {
  private all = true;
  private readonly rows = new Set<number>();
  private readonly held = new Set<Id>();
  private moved = false;

  constructor(private readonly state: State) {}

  get isClean(): boolean {
    return !this.all && !this.moved && this.rows.size === 0 && this.held.size === 0;
  }

  note(touched: Touched): void {
    this.moved = true;
    for (const ids of [touched.chats, touched.drafts, touched.folders]) for (const id of ids) this.rows.add(bucketOf(id));
    for (const chat of touched.trees) this.held.add(chat);
    for (const message of touched.messages) {
      const chat = this.state.chatOf.get(message);
      if (chat !== undefined) this.held.add(chat);
    }
  }

  /** A chat's messages were forgotten here. */
  noteDropped(chat: Id): void {
    this.held.add(chat);
  }

  noteAll(): void {
    this.all = true;
  }

  /** What is to be written now; from then on it counts as written. null while there is nothing that a copy could be of. */
  take(): Writing | null {
    const meta = metaOf(this.state);
    if (meta === null) return null;
    const chats = this.all ? [...this.state.held.keys()] : [...this.held];
    const wanted = this.all ? new Set(Array.from({ length: buckets }, (_, bucket) => bucket)) : new Set(this.rows);
    const records: Plain[] = [['meta', 'state', meta]];
    const removed: [StoreName, string][] = [];
    for (const [bucket, rows] of rowsOf(this.state, wanted)) {
      if (rows.length > 0) records.push(['rows', String(bucket), rows]);
      else removed.push(['rows', String(bucket)]);
    }
    for (const chat of chats) {
      const held = this.state.held.get(chat);
      if (held === undefined || held.rows.size === 0) removed.push(['held', chat]);
      else records.push(['held', chat, heldOf(this.state, held)]);
    }
    const clear: readonly StoreName[] = this.all ? ['rows', 'held'] : [];
    this.all = this.moved = false;
    this.rows.clear();
    this.held.clear();
    return { records, removed, clear };
  }
}
