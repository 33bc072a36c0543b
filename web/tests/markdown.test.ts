import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block } from '../src/markdown/block';
import { MarkdownDocument, MarkdownSnapshot, readMarkdown } from '../src/markdown/document';
import { decodeEntities } from '../src/markdown/entities';
import { lexProse, noDefinitions, Token } from '../src/markdown/lexer';
import { safeAddress } from '../src/markdown/links';

const answer = [
  '# Title', '', 'A paragraph with **bold**', 'on two lines.', '', '- one', '- two', '', '  still two', '', '- three', '',
  '```swift', 'let a = 1', '', '# no heading', '```', '', '| a | b |', '|---|:-:|', '| 1 | 2 |', '', '$$', 'x^2', '', 'y', '$$', '',
  '> quote', '', '1. first', '   ```', '   code', '', '   more', '   ```', '2. second', '', 'The end, see [docs].', '', '[docs]: https://example.org/',
].join('\n');

function blocks(snapshot: MarkdownSnapshot): Block[] {
  const closed = [...snapshot.full.flatMap((group) => group.blocks), ...snapshot.recent.blocks];
  return snapshot.tail === null ? closed : [...closed, snapshot.tail];
}

function prose(text: string): Token[] {
  return lexProse(text, noDefinitions) ?? [];
}

/** The kinds of all tokens, depth first. */
function kinds(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => {
    const inner = 'tokens' in token && token.tokens !== undefined ? kinds(token.tokens) : [];
    const items = token.type === 'list' ? token.items.flatMap((item) => kinds(item.tokens)) : [];
    return [token.type, ...inner, ...items];
  });
}

test('an answer is cut into its blocks', () => {
  const found = blocks(readMarkdown(answer)).map((block) => block.kind);
  assert.deepEqual(found, ['prose', 'prose', 'prose', 'code', 'prose', 'math', 'prose', 'prose', 'prose', 'prose']);
});

test('a list keeps its items apart by blank lines and the code inside them', () => {
  const lists = blocks(readMarkdown(answer)).flatMap((block) => (block.kind === 'prose' ? prose(block.text) : []));
  const counts = lists.flatMap((token) => (token.type === 'list' ? [token.items.length] : []));
  assert.deepEqual(counts, [3, 2]);
});

test('however an answer arrives, the same blocks come of it', () => {
  const whole = blocks(readMarkdown(answer));
  for (let size = 1; size < 40; size += 1) {
    const document = new MarkdownDocument();
    for (let at = 0; at < answer.length; at += size) {
      document.append(answer.slice(at, at + size));
      document.snapshot();
    }
    document.finish();
    assert.deepEqual(blocks(document.snapshot()), whole, `in pieces of ${size}`);
  }
});

test('a block that is closed is the same object in every later snapshot', () => {
  const document = new MarkdownDocument();
  document.append('one\n\ntwo\n\n');
  document.append('three');
  const before = document.snapshot();
  document.append(' and more\n\nfour');
  assert.equal(document.snapshot().recent.blocks[0], before.recent.blocks[0]);
});

test('a fence that is still being typed is not shown as text', () => {
  const document = new MarkdownDocument();
  document.append('Look:\n``');
  assert.equal(blocks(document.snapshot()).map((block) => (block.kind === 'prose' ? block.text : '')).join(''), 'Look:\n');
});

test('an address by label is found once the answer is whole', () => {
  const snapshot = readMarkdown(answer);
  const last = snapshot.recent.blocks.find((block) => block.kind === 'prose' && block.text.includes('[docs].'));
  assert.ok(last?.kind === 'prose');
  assert.ok(kinds(lexProse(last.text, snapshot.definitions) ?? []).includes('link'));
});

test('raw HTML becomes tokens to be shown as text, never markup', () => {
  const found = kinds(prose('<img src=x onerror=alert(1)>\n\nfine <script>x</script>'));
  assert.deepEqual([...new Set(found)].sort(), ['html', 'paragraph', 'text']);
});

test('dollars are money unless they read as maths', () => {
  const maths = (text: string): string[] =>
    prose(text).flatMap((token) => ('tokens' in token ? token.tokens ?? [] : [])).flatMap((token: Token) => (token.type === 'math' ? [token.tex] : []));
  assert.deepEqual(maths('It costs $5 and $10.'), []);
  assert.deepEqual(maths('US$5-$10 or 3$ and 4$'), []);
  assert.deepEqual(maths('Let $x_1 + 2$ be, and \\(y\\), and `$z$`.'), ['x_1 + 2', 'y']);
  assert.deepEqual(maths('With $$a$$ and \\[b\\] in line'), ['a', 'b']);
});

test('only web and mail addresses are links', () => {
  assert.equal(safeAddress('https://example.org/a?b'), 'https://example.org/a?b');
  assert.equal(safeAddress('mailto:a@example.org'), 'mailto:a@example.org');
  for (const bad of ['javascript:alert(1)', 'java&#115;cript:alert(1)', 'data:text/html,x', '/c/1', '//host', 'file:///x', ' JaVaScRiPt:x', 'http://']) {
    assert.equal(safeAddress(bad), null, bad);
  }
});

test('references to characters are replaced, and nothing else', () => {
  assert.equal(decodeEntities('a &amp; b &lt;i&gt; &#65;&#x42; &nosuch; &valueOf; &toString; &#0; &#xD800;'), 'a & b <i> AB &nosuch; &valueOf; &toString; \ufffd \ufffd');
});
