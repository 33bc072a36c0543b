/** Cuts a growing text into what can be read aloud: whole sentences, without Markdown's marks. */
export class SentenceReader {
  private held = '';

  /** Takes more text; the sentences that it completed, as one string that may be empty. */
  take(text: string): string {
    this.held += text;
    const end = lastSentenceEnd(this.held);
    const whole = this.held.slice(0, end);
    this.held = this.held.slice(end);
    return spoken(whole);
  }

  /** The rest, at the end of the text. */
  finish(): string {
    const rest = this.held;
    this.held = '';
    return spoken(rest);
  }
}

function lastSentenceEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(/[.!?…:](?=\s)|\n/g)) end = (match.index ?? 0) + 1;
  return end;
}

/** Markdown as it would be read to someone. */
export function spoken(text: string): string {
  return text
    .replace(/^\s*(?:```|~~~).*$/gm, '')
    .replace(/^\s*\|?[\s:|-]+\|?\s*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/[*_`|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
