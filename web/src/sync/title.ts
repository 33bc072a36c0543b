/** The longest title that is made, in characters. */
const limit = 60;

/** What a new chat is called until the server's own row comes: the beginning of its first line with words in it, cut at a word's end. */
export function titleFrom(text: string): string {
  const line = text.split(/[\r\n]+/).find((candidate) => candidate.trim() !== '') ?? '';
  const words = line.replace(/^[\s#>]+/, '').split(/\s+/).filter((word) => word !== '');
  let title = '';
  for (const word of words) {
    if (title.length + word.length + 1 > limit) return `${title === '' ? word.slice(0, limit - 1) : title}…`;
    title += title === '' ? word : ` ${word}`;
  }
  return title === '' ? 'New chat' : title;
}
