import { useRef } from 'react';
import { MarkdownDocument, MarkdownSnapshot, readMarkdown } from './document';

/** A text that only grows: what `RunningText` of the sync client is, without naming it. */
export interface GrowingText {
  readonly pieces: readonly string[];
  readonly count: number;
}

interface Reading {
  readonly document: MarkdownDocument;
  readonly pieces: readonly string[];
  seen: number;
  length: number;
  snapshot: MarkdownSnapshot;
}

/**
 * The snapshot of a text that grows, then is whole. When the whole text is what had arrived, the blocks that were
 * shown stay the same objects, so that nothing on the page is made anew at the moment an answer ends.
 */
export function useMarkdown(growing: GrowingText | null, whole: string): MarkdownSnapshot {
  const reading = useRef<Reading | null>(null);
  const settled = useRef<{ readonly text: string; readonly snapshot: MarkdownSnapshot } | null>(null);

  if (growing !== null) {
    settled.current = null;
    reading.current = readOn(reading.current, growing);
    return reading.current.snapshot;
  }
  if (settled.current?.text !== whole) settled.current = { text: whole, snapshot: finish(reading.current, whole) };
  reading.current = null;
  return settled.current.snapshot;
}

function readOn(before: Reading | null, text: GrowingText): Reading {
  const same = before !== null && before.pieces === text.pieces && before.seen <= text.count;
  const reading = same ? before : start(text);
  if (reading.seen === text.count) return reading;
  for (; reading.seen < text.count; reading.seen += 1) {
    const piece = text.pieces[reading.seen] ?? '';
    reading.document.append(piece);
    reading.length += piece.length;
  }
  reading.snapshot = reading.document.snapshot();
  return reading;
}

function start(text: GrowingText): Reading {
  const document = new MarkdownDocument();
  return { document, pieces: text.pieces, seen: 0, length: 0, snapshot: document.snapshot() };
}

function finish(reading: Reading | null, whole: string): MarkdownSnapshot {
  if (reading === null || reading.length > whole.length || !whole.endsWith(reading.pieces[reading.seen - 1] ?? '')) {
    return readMarkdown(whole);
  }
  // The row may be ahead of the stream: the rest is read as one more piece.
  reading.document.append(whole.slice(reading.length));
  reading.document.finish();
  return reading.document.snapshot();
}
