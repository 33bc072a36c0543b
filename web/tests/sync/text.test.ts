import assert from 'node:assert/strict';
import test from 'node:test';
import { TextBuffer } from '../../src/sync/textBuffer';
import { afterBytes, utf8Length } from '../../src/sync/utf8';
import { Draw, seedFor } from '../support/random';

const samples = ['', 'plain', 'Füße', '数学', '🎈', 'a🎈b', 'e\u0301', '\u0000\n', '\ud800 alone', 'alone \udc00', '👩‍👩‍👧'];

test('the length of a text is that of its UTF-8 bytes', () => {
  for (const text of samples) assert.equal(utf8Length(text), new TextEncoder().encode(text).length, JSON.stringify(text));
});

test('a text is cut after bytes where a character ends, and nowhere else', () => {
  const text = 'aü数🎈z';
  const bytes = new TextEncoder().encode(text);
  for (let cut = 0; cut <= bytes.length + 1; cut++) {
    const rest = new TextDecoder('utf-8').decode(bytes.slice(cut));
    const expected = [0, 1, 3, 6, 10, 11].includes(cut) ? rest : null;
    assert.equal(afterBytes(text, cut), expected, `after ${cut} bytes`);
  }
});

test('rule 11: deltas in order make the text', () => {
  const buffer = new TextBuffer('chat');
  let offset = 0;
  for (const piece of samples.slice(0, 8)) {
    assert.equal(buffer.append(offset, piece), piece === '' ? 'repeated' : 'appended');
    offset += utf8Length(piece);
  }
  assert.equal(buffer.text(), samples.slice(0, 8).join(''));
  assert.equal(buffer.bytes, offset);
});

test('rule 11: what is repeated, wholly or in part, is not appended twice', () => {
  const buffer = new TextBuffer('chat');
  buffer.append(0, 'Füße ');
  assert.equal(buffer.append(0, 'Füße '), 'repeated');
  assert.equal(buffer.append(0, 'Fü'), 'repeated');
  assert.equal(buffer.append(3, 'ße gehen'), 'appended');
  assert.equal(buffer.text(), 'Füße gehen');
});

test('rule 11: a gap leaves the text as it is, and is asked for once at each place', () => {
  const buffer = new TextBuffer('chat');
  buffer.append(0, 'one ');
  assert.equal(buffer.append(8, 'three'), 'gap');
  assert.equal(buffer.text(), 'one ');
  assert.equal(buffer.asksForRest(), true);
  assert.equal(buffer.asksForRest(), false);
  buffer.forgetAsked();
  assert.equal(buffer.asksForRest(), true, 'a cut loses the question too');
  buffer.append(4, 'two three');
  assert.equal(buffer.append(20, 'x'), 'gap');
  assert.equal(buffer.asksForRest(), true, 'another place');
});

test('rule 11: however a text is cut into deltas and repeated, it is whole at the end', () => {
  const draw = new Draw(seedFor(7));
  for (let round = 0; round < 300; round++) {
    const whole = Array.from({ length: draw.below(30) }, () => draw.pick(['a', 'ü', '数', '🎈', ' ']) ?? '').join('');
    const bytes = new TextEncoder().encode(whole);
    const starts = boundaries(whole);
    const buffer = new TextBuffer('chat');
    for (let turn = 0; turn < 1000 && buffer.bytes < bytes.length; turn++) {
      const from = draw.pick(starts) ?? 0;
      const to = draw.pick(starts.filter((start) => start >= from)) ?? from;
      buffer.append(from, new TextDecoder().decode(bytes.slice(from, to)));
    }
    assert.equal(buffer.text(), whole);
  }
});

test('a snapshot stays the same until the text grows, and shares its pieces', () => {
  const buffer = new TextBuffer('chat', 'begun ');
  const first = buffer.snapshot();
  assert.equal(buffer.snapshot(), first);
  buffer.append(6, 'more');
  const second = buffer.snapshot();
  assert.notEqual(second, first);
  assert.equal(second.pieces, first.pieces);
  assert.equal(first.count, 1, 'who holds the first one still knows how much it had');
  assert.equal(second.pieces.slice(first.count, second.count).join(''), 'more');
});

test('100,000 deltas are taken in without copying what came before', () => {
  const buffer = new TextBuffer('chat');
  let offset = 0;
  for (let i = 0; i < 100_000; i++) {
    buffer.append(offset, 'word ');
    offset += 5;
    buffer.snapshot();
  }
  assert.equal(buffer.snapshot().count, 100_000);
  assert.equal(buffer.bytes, 500_000);
});

function boundaries(text: string): number[] {
  const starts = [0];
  let offset = 0;
  for (const character of text) starts.push((offset += utf8Length(character)));
  return starts;
}
