import { Block, blockLimit } from './block';
import { indentOf, isBlank, isDelimiterRow, isListMarker, openingFence, openingMath } from './lines';

/** A paragraph, list, quote or table that is being written. */
export class OpenProse {
  readonly next = null;
  private text = '';
  private previous = '';
  private afterBlank = false;
  private inList = false;
  private tableHeader: string | null = null;
  private continuesTable = false;

  accepts(line: string): boolean {
    if (isBlank(line)) return true;
    const marker = isListMarker(line);
    const indent = indentOf(line);
    if (this.afterBlank) return indent >= 2 || (this.inList && marker);
    if (openingFence(line) !== null || openingMath(line) !== null) return this.inList && indent >= 2;
    return true;
  }

  /** True when the block is complete; `closed` then has it. Prose never knows that by itself. */
  take(line: string, closed: Block[]): boolean {
    if (this.text.length + line.length > blockLimit && this.mayCut(line)) this.cut(closed);
    this.noteTable(line);
    this.inList = this.inList || isListMarker(line);
    this.afterBlank = isBlank(line);
    if (this.afterBlank) this.tableHeader = null;
    this.text += line + '\n';
    this.previous = line;
    return false;
  }

  preview(partial: string): Block {
    return { kind: 'prose', text: this.text + partial, continuesTable: this.continuesTable };
  }

  settled(): Block {
    return this.preview('');
  }

  /** Between the items of a list a cut is not seen; anywhere else it waits until there is no other way. */
  private mayCut(line: string): boolean {
    if (this.text.length === 0 || isBlank(line)) return false;
    if (this.tableHeader !== null || !this.inList) return true;
    return (isListMarker(line) && indentOf(line) === 0) || this.text.length + line.length > 2 * blockLimit;
  }

  private cut(closed: Block[]): void {
    closed.push(this.preview(''));
    this.text = this.tableHeader ?? '';
    this.continuesTable = this.tableHeader !== null;
  }

  private noteTable(line: string): void {
    if (this.tableHeader !== null || !isDelimiterRow(line)) return;
    if (!this.previous.includes('|') || this.previous.length > blockLimit / 4) return;
    this.tableHeader = `${this.previous}\n${line}\n`;
  }
}
