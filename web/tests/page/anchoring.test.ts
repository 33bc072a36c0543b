import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Anchoring, endPlace } from '../../src/ui/window/anchoring';
import { Heights } from '../../src/ui/window/heights';

const view = 500;

function list(count: number, estimate = 100): Heights {
  const heights = new Heights(estimate);
  heights.setKeys(Array.from({ length: count }, (_, index) => `m${index}`));
  return heights;
}

test('rows stand one below the other, by measure or by estimate', () => {
  const heights = list(4);
  heights.measure('m1', 250);
  assert.deepEqual([0, 1, 2, 3, 4].map((index) => heights.offset(index)), [0, 100, 350, 450, 550]);
  assert.deepEqual([-5, 0, 99, 100, 349, 350, 9999].map((y) => heights.indexAt(y)), [0, 0, 0, 1, 1, 2, 3]);
});

test('at the end the end stays in sight, whatever grows or comes', () => {
  const anchoring = new Anchoring(list(10), endPlace);
  assert.equal(anchoring.top(view), 500);
  anchoring.heights.measure('m9', 400);
  assert.equal(anchoring.top(view), 800);
  anchoring.heights.setKeys([...Array(11).keys()].map((index) => `m${index}`));
  assert.equal(anchoring.top(view), 900);
});

test('a reader in the middle sees the same row at the same height when those above it grow', () => {
  const anchoring = new Anchoring(list(100), endPlace);
  anchoring.scrolled(3030, view, -5000);
  assert.deepEqual(anchoring.place, { atEnd: false, key: 'm30', delta: 30 });
  anchoring.heights.measure('m10', 175);
  anchoring.heights.measure('m30', 60);
  assert.equal(anchoring.top(view), 3105);
});

test('a reader in the middle sees the same row when earlier ones arrive above it', () => {
  const anchoring = new Anchoring(list(20), endPlace);
  anchoring.scrolled(230, view, -1270);
  const earlier = Array.from({ length: 60 }, (_, index) => `e${index}`);
  anchoring.heights.setKeys([...earlier, ...Array.from({ length: 20 }, (_, index) => `m${index}`)]);
  assert.equal(anchoring.top(view), 6230);
});

test('only going up leaves the end, and coming back to it returns to it', () => {
  const anchoring = new Anchoring(list(100), endPlace);
  anchoring.heights.measure('m99', 400);
  anchoring.scrolled(9500, view, 0);
  assert.equal(anchoring.place.atEnd, true, 'the answer grew, and nobody scrolled');
  anchoring.scrolled(9400, view, -100);
  assert.equal(anchoring.place.atEnd, false);
  anchoring.scrolled(9780, view, 380);
  assert.equal(anchoring.place.atEnd, true);
});

test('of 10,000 rows only those near the view are drawn', () => {
  const anchoring = new Anchoring(list(10_000), endPlace);
  const { first, end } = anchoring.range(view);
  assert.equal(end, 10_000);
  assert.ok(end - first < 20);
  anchoring.scrolled(400_000, view, -100_000);
  const middle = anchoring.range(view);
  assert.ok(middle.first > 3980 && middle.end < 4020);
});

test('a row that is gone leaves its reader at the end', () => {
  const anchoring = new Anchoring(list(100), { atEnd: false, key: 'unknown', delta: 0 });
  assert.equal(anchoring.top(view), 9500);
});

test('a reader at the very top keeps the first message, not the head above it, when earlier ones arrive', () => {
  const heights = new Heights(100);
  heights.setKeys(['top', ...Array.from({ length: 20 }, (_, index) => `m${index}`)]);
  const anchoring = new Anchoring(heights, endPlace);
  anchoring.scrolled(0, view, -1600);
  heights.setKeys(['top', 'e0', 'e1', 'e2', ...Array.from({ length: 20 }, (_, index) => `m${index}`)]);
  assert.equal(anchoring.top(view), 300);
});
