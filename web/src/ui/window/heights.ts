/** Where the rows of a long list are: measured heights where a row has been seen, an estimate elsewhere. */
export class Heights {
  private readonly measured = new Map<string, number>();
  private keys: readonly string[] = [];
  private indexes = new Map<string, number>();
  private offsets = new Float64Array(1);
  /** Offsets are right up to this index. */
  private clean = 0;

  constructor(private readonly estimate: number) {}

  get count(): number {
    return this.keys.length;
  }

  get total(): number {
    return this.offset(this.keys.length);
  }

  setKeys(keys: readonly string[]): void {
    if (keys === this.keys) return;
    this.keys = keys;
    this.indexes = new Map(keys.map((key, index) => [key, index]));
    this.offsets = new Float64Array(keys.length + 1);
    this.clean = 0;
  }

  key(index: number): string | undefined {
    return this.keys[index];
  }

  index(key: string): number {
    return this.indexes.get(key) ?? -1;
  }

  /** Notes the height of a row; true when that moves the rows below it. */
  measure(key: string, height: number): boolean {
    if (Math.abs((this.measured.get(key) ?? this.estimate) - height) < 0.25) {
      this.measured.set(key, height);
      return false;
    }
    this.measured.set(key, height);
    const index = this.index(key);
    if (index !== -1) this.clean = Math.min(this.clean, index);
    return index !== -1;
  }

  /** Pixels from the top of the list to the top of a row. */
  offset(index: number): number {
    for (; this.clean < index; this.clean += 1) {
      const height = this.measured.get(this.keys[this.clean] ?? '') ?? this.estimate;
      this.offsets[this.clean + 1] = (this.offsets[this.clean] ?? 0) + height;
    }
    return this.offsets[Math.max(0, Math.min(index, this.keys.length))] ?? 0;
  }

  /** The row at so many pixels from the top; the first or the last one beyond the ends. */
  indexAt(y: number): number {
    this.offset(this.keys.length);
    let low = 0;
    let high = this.keys.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.offsets[middle] ?? 0) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
