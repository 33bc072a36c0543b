import { Block } from './block';
import { isListMarker } from './lines';
import { OpenProse } from './openProse';

/** More than this is no formula but a dollar sign that nothing closes. */
const mathLimit = 4096;

/** Display maths between `$$` and `$$`, or `\[` and `\]`, that is being written. */
export class OpenMath {
  /** What stays open after `take` said true: prose, where it turned out not to be maths. */
  next: OpenProse | null = null;
  private source = '';

  constructor(private readonly end: '$$' | '\\]', private readonly indent: number) {}

  accepts(): boolean {
    return true;
  }

  take(line: string, closed: Block[]): boolean {
    const from = this.source.length === 0 ? this.indent + 2 : 0;
    const at = line.indexOf(this.end, from);
    const rest = at === -1 ? '' : line.slice(at + 2).trim();
    this.source += this.source.length === 0 ? line : '\n' + line;
    if (at !== -1 && /^[.,;]?$/.test(rest)) {
      closed.push({ kind: 'math', tex: this.tex(rest), source: this.source.trim(), open: false });
      return true;
    }
    if (at === -1 && this.source.length <= mathLimit && !isListMarker(line)) return false;
    this.next = this.asProse(closed);
    return true;
  }

  preview(partial: string): Block {
    const source = partial.length === 0 ? this.source : `${this.source}\n${partial}`;
    return { kind: 'math', tex: '', source, open: true };
  }

  /** What nothing closed was not maths. */
  settled(): Block {
    return this.asProse([]).settled();
  }

  private tex(after: string): string {
    const inner = this.source.trim().slice(2);
    return inner.slice(0, inner.lastIndexOf(this.end)).trim() + after;
  }

  private asProse(closed: Block[]): OpenProse {
    const prose = new OpenProse();
    for (const line of this.source.split('\n')) prose.take(line, closed);
    return prose;
  }
}
