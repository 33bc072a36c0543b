import assert from 'node:assert/strict';
import test from 'node:test';
import { Edits } from '../../src/features/conversation/edits';

test('what is typed in one message stays when another one is edited', () => {
  const edits = new Edits();
  edits.open('first');
  edits.type('first', 'half a sen');
  edits.open('second');
  assert.deepEqual(edits.get('first'), { open: true, text: 'half a sen' });
  assert.deepEqual(edits.get('second'), { open: true, text: null });
  edits.end('second');
  assert.deepEqual(edits.get('first'), { open: true, text: 'half a sen' });
  assert.equal(edits.get('second'), undefined);
});

test('a closed editor comes back with what was typed, until that is given up or sent', () => {
  const edits = new Edits();
  edits.open('first');
  edits.type('first', 'half a sen');
  edits.close('first');
  assert.equal(edits.get('first')?.open, false);
  edits.open('first');
  assert.deepEqual(edits.get('first'), { open: true, text: 'half a sen' });
  edits.type('first', null);
  edits.close('first');
  assert.equal(edits.get('first'), undefined);
});

test('the page is not let go while something was typed in an open editor', () => {
  const edits = new Edits();
  edits.open('first');
  assert.equal(edits.hasUnsent, false, 'nothing was changed');
  edits.type('first', 'half a sen');
  assert.equal(edits.hasUnsent, true);
  edits.open('second');
  assert.equal(edits.hasUnsent, true);
  edits.close('first');
  assert.equal(edits.hasUnsent, false, 'it was cancelled');
});

test('a row hears of its own edit alone', () => {
  const edits = new Edits();
  edits.open('first');
  const shown = edits.get('first');
  edits.open('second');
  edits.type('second', 'x');
  assert.equal(edits.get('first'), shown);
});
