import { Block, blockLimit } from './block';
import { OpenCode } from './openCode';
import { OpenMath } from './openMath';
import { OpenProse } from './openProse';
import { indentOf, isBlank, mayBecomeFence, openingFence, openingMath } from './lines';

type Open = OpenProse | OpenCode | OpenMath;

/**
 * Cuts an answer into top-level blocks while it arrives. What is closed is handed out once and forgotten; only the
 * open block is held. A cut that comes too late is merely slower, one too early shows something else, so a cut is
 * made only where a new block begins for certain, or where the open one has grown past `blockLimit`.
 */
export class BlockSplitter {
  private open: Open | null = null;
  private partial = '';

  /** Takes more text; the blocks that it closed, in order. */
  append(text: string): Block[] {
    const closed: Block[] = [];
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      this.line(this.partial + text.slice(start, end), closed);
      this.partial = '';
      start = end + 1;
    }
    this.partial += text.slice(start);
    while (this.partial.length > blockLimit) this.cutLongLine(closed);
    return closed;
  }

  /** No more text will come; the rest. */
  finish(): Block[] {
    const closed: Block[] = [];
    if (this.partial.length > 0) this.line(this.partial, closed);
    this.partial = '';
    this.close(closed);
    return closed;
  }

  /** The open block with the unfinished line, for showing what is there so far. */
  tail(): Block | null {
    // A fence that is still being written would flash up as a paragraph of backticks.
    const line = mayBecomeFence(this.partial) ? '' : this.partial;
    if (this.open !== null) return this.open.preview(line);
    if (isBlank(line)) return null;
    return { kind: 'prose', text: line, continuesTable: false };
  }

  private line(raw: string, closed: Block[]): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.open !== null && this.open.accepts(line)) {
      if (this.open.take(line, closed)) this.open = this.open.next;
      return;
    }
    this.close(closed);
    if (!isBlank(line)) this.begin(line, closed);
  }

  private begin(line: string, closed: Block[]): void {
    const fence = openingFence(line);
    if (fence !== null) {
      this.open = new OpenCode(fence);
      return;
    }
    const end = openingMath(line);
    const open = end === null ? new OpenProse() : new OpenMath(end, indentOf(line));
    this.open = open.take(line, closed) ? open.next : open;
  }

  private close(closed: Block[]): void {
    if (this.open !== null) closed.push(this.open.settled());
    this.open = null;
  }

  /** A line without an end, be it prose or a minified script, is taken in pieces. */
  private cutLongLine(closed: Block[]): void {
    if (this.open instanceof OpenCode) {
      this.open.takePiece(this.partial.slice(0, blockLimit));
      this.partial = this.partial.slice(blockLimit);
      return;
    }
    const space = this.partial.lastIndexOf(' ', blockLimit);
    const end = space > blockLimit / 2 ? space : blockLimit;
    this.line(this.partial.slice(0, end), closed);
    this.close(closed);
    this.partial = this.partial.slice(end);
  }
}
