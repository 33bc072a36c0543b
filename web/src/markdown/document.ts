import type { Block } from './block';
import { Definitions, noDefinitions } from './lexer';
import { definition } from './lines';
import { BlockSplitter } from './splitter';

/** Closed blocks come in groups, so that a view can skip what has not changed a group at a time. */
export const groupSize = 32;

export interface BlockGroup {
  /** The place of the first block in the document. */
  readonly start: number;
  readonly blocks: readonly Block[];
}

/** What there is to show at one moment. Equal parts are identical objects from one moment to the next. */
export interface MarkdownSnapshot {
  readonly full: readonly BlockGroup[];
  readonly recent: BlockGroup;
  readonly tail: Block | null;
  readonly definitions: Definitions;
}

/**
 * An answer that grows. Taking a piece costs what the piece and the open block cost, not what the answer costs;
 * `snapshot` is for one frame, after any number of pieces.
 */
export class MarkdownDocument {
  private readonly splitter = new BlockSplitter();
  private full: readonly BlockGroup[] = [];
  private recent: BlockGroup = { start: 0, blocks: [] };
  private found: Record<string, { href: string; title: null }> | null = null;
  private definitions = noDefinitions;

  append(text: string): void {
    this.add(this.splitter.append(text));
  }

  /** The whole text has been given. Links by label work from here on: their addresses usually stand at the end. */
  finish(): void {
    this.add(this.splitter.finish());
    this.definitions = this.found ?? noDefinitions;
  }

  snapshot(): MarkdownSnapshot {
    return { full: this.full, recent: this.recent, tail: this.splitter.tail(), definitions: this.definitions };
  }

  private add(closed: readonly Block[]): void {
    if (closed.length === 0) return;
    const blocks = [...this.recent.blocks];
    for (const block of closed) {
      this.noteDefinitions(block);
      blocks.push(block);
    }
    let { start } = this.recent;
    const full: BlockGroup[] = [];
    while (blocks.length >= groupSize) {
      full.push({ start, blocks: blocks.splice(0, groupSize) });
      start += groupSize;
    }
    if (full.length > 0) this.full = [...this.full, ...full];
    this.recent = { start, blocks };
  }

  private noteDefinitions(block: Block): void {
    if (block.kind !== 'prose' || !block.text.includes(']:')) return;
    for (const line of block.text.split('\n')) {
      const entry = definition(line);
      if (entry === null) continue;
      this.found ??= {};
      this.found[entry.label] ??= { href: entry.href, title: null };
    }
  }
}

/** The snapshot of a text that is whole. */
export function readMarkdown(text: string): MarkdownSnapshot {
  const document = new MarkdownDocument();
  document.append(text);
  document.finish();
  return document.snapshot();
}
