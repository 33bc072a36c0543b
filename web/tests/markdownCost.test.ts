import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MarkdownDocument, readMarkdown } from '../src/markdown/document';
import { lexProse, noDefinitions } from '../src/markdown/lexer';
import { worked } from './support/worked';

/** What a frame does: takes a piece, and reads the open block. */
function frame(document: MarkdownDocument, piece: string): void {
  document.append(piece);
  const { tail } = document.snapshot();
  if (tail?.kind === 'prose') lexProse(tail.text, noDefinitions);
}

/** Milliseconds a frame when the answer has `length` characters: the best of several stretches, so that a busy machine does not decide. */
function costAt(length: number, unit: string): number {
  const document = new MarkdownDocument();
  document.append(unit.repeat(Math.ceil(length / unit.length)));
  const pieces = (unit + unit).match(/[\s\S]{1,7}/g) ?? [];
  const stretches = Array.from({ length: 12 }, () => {
    const start = performance.now();
    for (const piece of pieces) frame(document, piece);
    return (performance.now() - start) / pieces.length;
  });
  return Math.min(...stretches);
}

const shapes: Readonly<Record<string, string>> = {
  paragraphs: 'Some **bold** words and `code` in a paragraph that goes on for a while.\n\n',
  list: '- an item with *emphasis*\n- another one\n',
  listing: '```js\n' + 'const a = [1, 2, 3].map((x) => x + 1);\n'.repeat(20) + '```\n\n',
};

for (const [name, unit] of Object.entries(shapes)) {
  test(`a piece costs no more at 1 MB than twice what it costs at 10 KB (${name})`, () => {
    costAt(10_000, unit);
    let [early, late] = [0, Infinity];
    // A machine that is given to other work for a while decides nothing either: what grows with the text is too much each time.
    for (let round = 0; round < 5 && late > 2 * early + 0.02; round++) [early, late] = [costAt(10_000, unit), costAt(1_000_000, unit)];
    assert.ok(late <= 2 * early + 0.02, `${late.toFixed(4)} ms against ${early.toFixed(4)} ms`);
  });
}

const hostile: Readonly<Record<string, string>> = {
  'quote marks': '>'.repeat(10_000) + ' deep',
  'spaced quote marks': '> '.repeat(10_000),
  brackets: '['.repeat(10_000) + 'x' + '](y)'.repeat(10_000),
  'open links': '[a]('.repeat(20_000),
  'images': '![a]('.repeat(20_000),
  'list marks': '- '.repeat(10_000) + 'x',
  'list levels': Array.from({ length: 400 }, (_, level) => ' '.repeat(2 * level) + '- x').join('\n'),
  stars: '*a_'.repeat(20_000),
  'strong marks': '**a '.repeat(20_000),
  underscores: '_'.repeat(50_000) + 'a' + '_'.repeat(50_000),
  backticks: Array.from({ length: 300 }, (_, count) => '`'.repeat(count)).join('a'),
  tildes: '~a~~'.repeat(20_000),
  dollars: '$a'.repeat(50_000),
  'open maths': '$$\n'.repeat(20_000),
  tags: '<a '.repeat(30_000),
  comments: '<!--'.repeat(20_000),
  entities: '&#x'.repeat(30_000),
  'wide table': '|' + 'a|'.repeat(20_000) + '\n|' + '-|'.repeat(20_000),
  'long table': '| a | b |\n|---|---|\n' + '| 1 | 2 |\n'.repeat(20_000),
  definitions: '[a]: b\n'.repeat(20_000),
  'one line': 'x'.repeat(1_000_000),
  spaces: ' '.repeat(200_000) + 'x',
  'blank lines': 'a' + '\n'.repeat(200_000) + 'b',
  addresses: 'a@b.'.repeat(20_000),
  'web addresses': 'www.a.'.repeat(20_000) + '&'.repeat(10_000),
  escapes: '\\'.repeat(100_000),
};

for (const [name, text] of Object.entries(hostile)) {
  test(`hostile text is read in bounded time: ${name}`, () => {
    const snapshot = readMarkdown(text);
    let worst = 0;
    for (const block of [...snapshot.full.flatMap((group) => group.blocks), ...snapshot.recent.blocks]) {
      const before = worked();
      if (block.kind === 'prose') lexProse(block.text, snapshot.definitions);
      worst = Math.max(worst, worked() - before);
    }
    assert.ok(worst < 2_000, `one block took ${worst.toFixed(0)} ms`);
  });
}
