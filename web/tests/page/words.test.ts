import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches } from '../../src/features/commands/matches';
import { foldAt } from '../../src/features/conversation/OwnText';
import { SentenceReader, spoken } from '../../src/features/conversation/sentences';
import { marked } from '../../src/features/search/hits';
import { mend } from '../../src/markdown/mend';
import { languageNamed, languageTitle } from '../../src/markdown/highlight/languages';

test('a growing answer is read aloud sentence by sentence, and its rest at the end', () => {
  const reader = new SentenceReader();
  assert.equal(reader.take('The **first** sen'), '');
  assert.equal(reader.take('tence. And the sec'), 'The first sentence.');
  assert.equal(reader.take('ond! Version 1.5 is'), 'And the second!');
  assert.equal(reader.finish(), 'Version 1.5 is');
});

test("Markdown's marks are not read aloud", () => {
  assert.equal(spoken('## Title\n- [a link](https://example.org)\n> `code`\n```js\n| a | b |\n|---|---|'), 'Title a link code a b');
});

test('marks that are still open are closed for the eye', () => {
  assert.equal(mend('a **bold'), 'a **bold**');
  assert.equal(mend('a **'), 'a ');
  assert.equal(mend('a `code'), 'a `code`');
  assert.equal(mend('see [the page](https://exa'), 'see the page');
  assert.equal(mend('**done** and `done` and [x](y)'), '**done** and `done` and [x](y)');
  assert.equal(mend('`**` is a mark'), '`**` is a mark');
});

test('a snippet is cut at the found words, and odd ranges do no harm', () => {
  const hit = { chat: '', message: '', title: '', role: 'user' as const, snippet: 'one two three', created: 0 };
  assert.deepEqual(marked({ ...hit, ranges: [[4, 7], [5, 6], [9, 9]] }), [
    { text: 'one ', found: false },
    { text: 'two', found: true },
    { text: ' three', found: false },
  ]);
});

test('every word of a query has to be there', () => {
  assert.ok(matches('Planning the garden', 'GARD plan'));
  assert.ok(!matches('Planning the garden', 'garden house'));
});

test('a language is known by its other names, and none by the names of an object', () => {
  assert.equal(languageNamed('ts'), 'typescript');
  assert.equal(languageTitle('c++'), 'C++');
  assert.equal(languageNamed('constructor'), null);
  assert.equal(languageNamed('__proto__'), null);
  assert.equal(languageTitle('constructor'), 'Constructor');
});

test('a long text is folded by its characters or its lines, and not for the sake of a little', () => {
  const short = 'word '.repeat(700);
  assert.equal(foldAt(short), short.length);
  assert.equal(foldAt('word '.repeat(900)), 3000);
  const lines = Array.from({ length: 300 }, (_, line) => `line ${line}`).join('\n');
  assert.equal(lines.slice(0, foldAt(lines)).split('\n').length, 40);
  const few = lines.split('\n').slice(0, 50).join('\n');
  assert.equal(foldAt(few), few.length);
});
