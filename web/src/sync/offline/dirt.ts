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
  private moved = false;
  private readonly rows = new Set<number>();
  private allRows = false;
  private readonly held = new Set<Id>();
  private anew = false;

  constructor(private readonly state: State) {}

  /** Whether all rows of the copy are to give way to those that are here, unless the copy is worth nothing anyway. */
  get isWhole(): boolean {
    return this.allRows && !this.anew;
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

  /** All rows are to be written. */
  noteRows(): void {
    this.moved = this.allRows = true;
  }

  /** All that is here is to be written, beside the messages that other pages have written. */
  noteAll(): void {
    this.noteRows();
    for (const chat of this.state.held.keys()) this.held.add(chat);
  }

  /** What is in the copy is worth nothing any more: what is here takes its place. */
  noteAnew(): void {
    this.noteAll();
    this.anew = true;
  }

  /**
   * What is to be written now; from then on it counts as written. null when there is nothing, or nothing that a copy could be of. Every page writes
   * the messages that it holds, each chat by itself up to the version that it knows; the `rows` of the list are the same in all pages, and one writes.
   */
  take(rows: boolean): Writing | null {
    const meta = metaOf(this.state);
    if (meta === null) return null;
    const records: Plain[] = [];
    const removed: [StoreName, string][] = [];
    const clear: StoreName[] = [];
    for (const chat of this.held) {
      const held = this.state.held.get(chat);
      if (held === undefined || held.rows.size === 0) removed.push(['held', chat]);
      else records.push(['held', chat, heldOf(this.state, held)]);
    }
    this.held.clear();
    if (rows && this.moved) {
      if (this.anew) clear.push('held');
      if (this.allRows) clear.push('rows');
      records.push(['meta', 'state', meta]);
      this.takeRows(records, removed);
    }
    this.anew = false;
    return records.length + removed.length === 0 ? null : { records, removed, clear };
  }

  private takeRows(records: Plain[], removed: [StoreName, string][]): void {
    const wanted = this.allRows ? new Set(Array.from({ length: buckets }, (_, bucket) => bucket)) : new Set(this.rows);
    for (const [bucket, rows] of rowsOf(this.state, wanted)) {
      if (rows.length > 0) records.push(['rows', String(bucket), rows]);
      else if (!this.allRows) removed.push(['rows', String(bucket)]);
    }
    this.moved = this.allRows = false;
    this.rows.clear();
  }
}
