/** How many bytes a string has in UTF-8. A surrogate without its pair counts as U+FFFD, three bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      bytes += 1;
    } else if (isPair(text, i)) {
      // Two units, four bytes.
      bytes += 2;
      i += 1;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

/** What follows the first `bytes` bytes of a string; null when they end inside a character or beyond the end. */
export function afterBytes(text: string, bytes: number): string | null {
  let left = bytes;
  let index = 0;
  while (left > 0 && index < text.length) {
    const unit = text.charCodeAt(index);
    const pair = isPair(text, index);
    left -= unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
    index += pair ? 2 : 1;
  }
  return left === 0 ? text.slice(index) : null;
}

function isPair(text: string, index: number): boolean {
  const high = text.charCodeAt(index);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(index + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
