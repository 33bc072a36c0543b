import type { Id } from '../contract';
import { afterBytes, utf8Length } from './utf8';
import type { RunningText } from './views';

/** What became of a delta: `repeated` held nothing new, `gap` means that something before it is missing. */
export type Appended = 'appended' | 'repeated' | 'gap';

/** The text of one running message, as far as it is here. Pieces are kept as they came, so that a long answer costs no copying. */
export class TextBuffer {
  private readonly pieces: string[] = [];
  private length = 0;
  private ended = false;
  private view: RunningText | null = null;
  /** The offset from which the text has been asked for again and has not come yet. */
  private asked: number | null = null;
  private doubted = false;

  constructor(
    readonly chat: Id,
    start = '',
  ) {
    if (start !== '') {
      this.pieces.push(start);
      this.length = utf8Length(start);
    }
  }

  /** UTF-8 bytes. */
  get bytes(): number {
    return this.length;
  }

  append(offset: number, text: string): Appended {
    if (offset > this.length) return 'gap';
    const fresh = offset === this.length ? text : afterBytes(text, this.length - offset);
    if (fresh === null || fresh === '') return 'repeated';
    this.pieces.push(fresh);
    this.length += utf8Length(fresh);
    this.asked = null;
    this.view = null;
    return 'appended';
  }

  /** Its answer may have ended and gone on since. */
  doubt(): void {
    this.doubted = true;
  }

  /** Whether it may be of an earlier telling than the one that runs: then it is no beginning of that. */
  get isDoubted(): boolean {
    return this.doubted;
  }

  settle(): void {
    this.ended = true;
    this.view = null;
  }

  /** Whether the missing text is to be asked for now: once for each place where it breaks off. */
  asksForRest(): boolean {
    if (this.asked === this.length) return false;
    this.asked = this.length;
    return true;
  }

  /** After a cut nothing that was asked for will come. */
  forgetAsked(): void {
    this.asked = null;
  }

  snapshot(): RunningText {
    this.view ??= { pieces: this.pieces, count: this.pieces.length, bytes: this.length, settled: this.ended };
    return this.view;
  }

  text(): string {
    return this.pieces.join('');
  }
}
