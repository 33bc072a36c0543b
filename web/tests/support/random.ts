import type { TestContext } from 'node:test';

/** Drawn numbers that a seed repeats (mulberry32). */
export class Draw {
  constructor(private state: number) {}

  /** From 0 up to 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** From 0 up to `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T | undefined {
    return values[this.below(values.length)];
  }
}

/** The seed of a test: `PARLANCE_SEED` repeats a run that failed. */
export function seedFor(usual: number): number {
  const given = process.env['PARLANCE_SEED'];
  return given === undefined ? usual : Number(given);
}

/**
 * Plays rounds with one seed each, another one in every run. `PARLANCE_SEED` repeats the round that failed, and `PARLANCE_ROUNDS` plays more of
 * them. Gives how many were played.
 */
export async function playSeeds(context: TestContext, usual: number, play: (seed: number) => void | Promise<void>): Promise<number> {
  const first = seedFor(Math.floor(Math.random() * 1e9));
  context.diagnostic(`PARLANCE_SEED=${first}`);
  const rounds = Number(process.env['PARLANCE_ROUNDS'] ?? (process.env['PARLANCE_SEED'] === undefined ? usual : 1));
  for (let seed = first; seed < first + rounds; seed++) await playSeed(seed, play);
  return rounds;
}

/** Plays the round of one seed, which an error names. */
export async function playSeed(seed: number, play: (seed: number) => void | Promise<void>): Promise<void> {
  try {
    await play(seed);
  } catch (error) {
    throw new Error(`PARLANCE_SEED=${seed} repeats this`, { cause: error });
  }
}
