import assert from 'node:assert/strict';
import test from 'node:test';
import { between, compareBytes, comparePositions, positionLimit, spread } from '../../src/sync/position';
import { Draw, seedFor } from '../support/random';

test('a position is found between any two neighbours that were made here, wherever the next one is put', (context) => {
  const seed = seedFor(Math.floor(Math.random() * 1e9));
  context.diagnostic(`PARLANCE_SEED=${seed}`);
  const draw = new Draw(seed);
  for (let round = 0; round < 20; round++) {
    const list: string[] = draw.chance(0.3) ? spread(draw.below(40)) : [];
    const end = draw.next();
    for (let turn = 0; turn < 300; turn++) {
      const at = end < 0.25 ? 0 : end < 0.5 ? list.length : end < 0.6 ? Math.min(1, list.length) : draw.below(list.length + 1);
      const found = between(list[at - 1] ?? null, list[at] ?? null);
      assert(found !== null, `nothing between ${list[at - 1]} and ${list[at]}`);
      list.splice(at, 0, found);
    }
    assert.deepEqual([...list].sort(compareBytes), list);
    assert.equal(new Set(list).size, list.length);
    assert(Math.max(...list.map((position) => position.length)) < positionLimit);
  }
});

test('a list that grows at an end by 100,000 keeps short positions', () => {
  for (const atEnd of [true, false]) {
    let last = between(null, null);
    for (let turn = 0; turn < 100_000; turn++) last = atEnd ? between(last, null) : between(null, last);
    assert((last ?? '').length > 0 && (last ?? '').length <= 8, String(last));
  }
});

test('what others wrote is answered with a place between or with none, never with a wrong one', () => {
  const draw = new Draw(seedFor(5));
  const letters = ['0', '1', 'V', 'z', 'a', 'é', '\u{ff5e}', '🎈', ' ', '~'];
  const word = (): string => Array.from({ length: draw.below(6) }, () => draw.pick(letters) ?? '').join('');
  for (let turn = 0; turn < 5000; turn++) {
    const [low, high] = [word(), word()].sort(compareBytes) as [string, string];
    for (const [a, b] of [[low, high], [low, null], [null, high]] as const) {
      const found = between(a, b);
      if (found === null) continue;
      assert(a === null || compareBytes(a, found) < 0, `${found} is not after ${a}`);
      assert(b === null || compareBytes(found, b) < 0, `${found} is not before ${b}`);
    }
  }
  assert.equal(between('V', 'V'), null);
  assert.equal(between('V', 'V0'), null);
  assert.equal(between(null, '0'), null);
});

test('texts are compared by their UTF-8 bytes, and what has no position comes last', () => {
  const encode = (text: string): string => [...new TextEncoder().encode(text)].map((value) => value.toString(16).padStart(2, '0')).join('');
  const texts = ['', 'a', 'b', 'aé', 'é', '\u{ffff}', '🎈', '\u{10ffff}', '\u{e000}', '数', 'a🎈', 'a\u{ffff}'];
  for (const a of texts) {
    for (const b of texts) assert.equal(Math.sign(compareBytes(a, b)), encode(a) < encode(b) ? -1 : encode(a) > encode(b) ? 1 : 0, `${a} and ${b}`);
  }
  assert.deepEqual(['b', null, 'a'].sort(comparePositions), ['a', 'b', null]);
});
