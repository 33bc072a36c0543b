import { Heights } from './heights';

/** Rows from `first` up to, not including, `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** Where a reader is: at the end, whatever comes, or so many pixels below the top of a row. */
export interface Place {
  readonly atEnd: boolean;
  readonly key: string | null;
  readonly delta: number;
}

export const endPlace: Place = { atEnd: true, key: null, delta: 0 };

/** Nearer than this to the end is at the end. */
const nearEnd = 40;

/**
 * Decides where a list of rows stands whose heights become known only as they are seen. What the reader looks at stays
 * where it is when rows above it grow, shrink or arrive; at the end, the end stays in sight.
 */
export class Anchoring {
  place: Place;

  constructor(readonly heights: Heights, place: Place) {
    this.place = place;
  }

  /** The reader has scrolled. `by` is how far since the last time: only going up leaves the end. */
  scrolled(top: number, view: number, by: number): void {
    const left = this.heights.total - top - view;
    const atEnd = left < nearEnd || (this.place.atEnd && by >= 0);
    // The first row is a head: what arrives goes below it, so nobody reads by it.
    const index = Math.min(Math.max(1, this.heights.indexAt(top)), this.heights.count - 1);
    this.place = { atEnd, key: this.heights.key(index) ?? null, delta: top - this.heights.offset(index) };
  }

  moveTo(place: Place): void {
    this.place = place;
  }

  /** Where the list should be scrolled to now. */
  top(view: number): number {
    const end = Math.max(0, this.heights.total - view);
    const { atEnd, key, delta } = this.place;
    if (atEnd || key === null) return end;
    const index = this.heights.index(key);
    return index === -1 ? end : Math.max(0, Math.min(end, this.heights.offset(index) + delta));
  }

  /** The rows to draw: what is seen and as much again on either side. */
  range(view: number): Range {
    const top = this.top(view);
    const margin = Math.max(300, view);
    const { count } = this.heights;
    if (count === 0) return { first: 0, end: 0 };
    return { first: this.heights.indexAt(top - margin), end: Math.min(count, this.heights.indexAt(top + view + margin) + 1) };
  }
}
