import assert from 'node:assert/strict';
import test from 'node:test';
import { IdSource } from '../../src/sync/uuid';

test('identifiers are UUIDs of version 7 in lower case, with the time in front', () => {
  const source = new IdSource(
    () => 0x0190b6c27a11,
    (buffer) => buffer.fill(0xff),
  );
  assert.match(source.next(), /^0190b6c2-7a11-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('identifiers rise, also when the clock stands still or goes back, and when the counter runs over', () => {
  let now = 1_700_000_000_000;
  const source = new IdSource(
    () => now,
    (buffer) => buffer.fill(0x07),
  );
  let last = '';
  for (let i = 0; i < 20_000; i++) {
    if (i === 100) now -= 5_000;
    if (i === 15_000) now += 60_000;
    const next = source.next();
    assert(next > last, `${next} after ${last}`);
    assert.match(next, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    last = next;
  }
});
