import { Block, blockLimit } from './block';
import { closesFence, Fence } from './lines';

/** A fenced listing that is being written. */
export class OpenCode {
  readonly next = null;
  private parts: readonly string[] = [];
  private last = '';

  constructor(private readonly fence: Fence) {}

  /** A listing ends with its fence and with nothing else. */
  accepts(): boolean {
    return true;
  }

  take(line: string, closed: Block[]): boolean {
    if (closesFence(line, this.fence)) {
      closed.push(this.settled());
      return true;
    }
    this.takePiece(this.withoutIndent(line) + '\n');
    return false;
  }

  /** Adds text that may end in the middle of a line. */
  takePiece(text: string): void {
    this.last += text;
    if (this.last.length < blockLimit) return;
    this.parts = [...this.parts, this.last];
    this.last = '';
  }

  preview(partial: string): Block {
    const isFence = /^ {0,3}[`~]+$/.test(partial);
    return this.block(this.last + (isFence ? '' : partial), true);
  }

  /** The listing as it is when its fence never came. */
  settled(): Block {
    return this.block(this.last.replace(/\n$/, ''), false);
  }

  private block(last: string, open: boolean): Block {
    return { kind: 'code', language: this.fence.language, parts: this.parts, last, open };
  }

  /** CommonMark 0.30, section 4.5: content loses as much indentation as the opening fence has. */
  private withoutIndent(line: string): string {
    let count = 0;
    while (count < this.fence.indent && line[count] === ' ') count += 1;
    return count === 0 ? line : line.slice(count);
  }
}
