import type { Id } from '../contract';

/** Makes UUIDs of version 7 (RFC 9562, section 5.7): sorted by time, and within a millisecond by a counter in the 12 bits after it. */
export class IdSource {
  private last = 0;
  private counter = 0;

  /** @param random fills a buffer with random bytes. */
  constructor(
    private readonly now: () => number,
    private readonly random: (buffer: Uint8Array) => void,
  ) {}

  next(): Id {
    const bytes = new Uint8Array(16);
    this.random(bytes);
    this.advance(((byte(bytes, 6) & 0x07) << 8) | byte(bytes, 7));
    for (let i = 0; i < 6; i++) bytes[i] = Math.floor(this.last / 2 ** (8 * (5 - i))) % 256;
    bytes[6] = 0x70 | (this.counter >> 8);
    bytes[7] = this.counter & 0xff;
    bytes[8] = 0x80 | (byte(bytes, 8) & 0x3f);
    return format(bytes);
  }

  /** The clock may stand still or go back: the identifiers go on rising all the same. */
  private advance(seed: number): void {
    const now = Math.floor(this.now());
    if (now > this.last) {
      this.last = now;
      this.counter = seed;
    } else if (this.counter < 0xfff) {
      this.counter += 1;
    } else {
      this.last += 1;
      this.counter = 0;
    }
  }
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function format(bytes: Uint8Array): Id {
  const hex = Array.from(bytes, (value) => value.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
