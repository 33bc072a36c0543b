/** What positions are written with, in the order of their bytes. */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const own = /^[0-9A-Za-z]*$/;
/** An end moves by one in so many digits, so that a list that grows at its end has short positions for very long. */
const group = 4;
const lowest = '0'.repeat(group);
const highest = 'z'.repeat(group);
const middle = 'V';

/** The longest position that is given; the server takes 200 bytes. */
export const positionLimit = 160;

/** The order of two texts by their UTF-8 bytes, which is that of their characters and not that of JavaScript's units. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Halves of a pair stand for characters above all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Neighbours with these places stand in this order; without a place: after all that have one. */
export function comparePositions(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null ? -1 : compareBytes(a, b);
}

/**
 * A position after `a` and before `b`; null stands for an end.
 * null when there is none between them, or only one that is too long: then the neighbours need new ones (`spread`).
 */
export function between(a: string | null, b: string | null): string | null {
  const found = a === null ? (b === null ? middle : before(b)) : b === null ? after(a) : inner(a, b);
  if (found === null || found.length > positionLimit) return null;
  const fits = (a === null || compareBytes(a, found) < 0) && (b === null || compareBytes(found, b) < 0);
  return fits ? found : null;
}

/** So many positions in order, with room between them. */
export function spread(count: number): string[] {
  const size = digits.length ** group;
  return Array.from({ length: count }, (_, index) => written(Math.floor(((index + 1) * size) / (count + 1))));
}

function after(a: string): string {
  if (!own.test(a)) return a + middle;
  if (a === '') return middle;
  const head = a.slice(0, group).padEnd(group, '0');
  return head === highest ? head + after(a.slice(group)) : written(read(head) + 1);
}

function before(b: string): string | null {
  if (!own.test(b)) return middle;
  const head = b.slice(0, group).padEnd(group, '0');
  if (read(head) > 1) return written(read(head) - 1);
  if (head !== lowest) return lowest + highest;
  const rest = b.length > group ? before(b.slice(group)) : null;
  return rest === null ? null : lowest + rest;
}

function inner(a: string, b: string): string | null {
  if (!own.test(a) || !own.test(b)) return a + middle;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const start = a.slice(0, same);
  const low = a.slice(same);
  const high = b.slice(same);
  const top = digits.indexOf(high[0] ?? '');
  if (top < 0) return null;
  if (low === '') {
    const rest = top > 1 ? digits.charAt(top >> 1) : before(high);
    return rest === null ? null : start + rest;
  }
  const bottom = digits.indexOf(low[0] ?? '');
  if (top - bottom > 1) return start + digits.charAt((top + bottom) >> 1);
  return start + digits.charAt(bottom) + after(low.slice(1));
}

function read(head: string): number {
  return [...head].reduce((sum, digit) => sum * digits.length + digits.indexOf(digit), 0);
}

function written(value: number): string {
  let text = '';
  for (let left = value, i = 0; i < group; i++, left = Math.floor(left / digits.length)) text = digits.charAt(left % digits.length) + text;
  return text;
}
