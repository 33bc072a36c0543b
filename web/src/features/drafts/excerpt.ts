/** What the list shows of a draft. */
const longest = 90;

/** The beginning of a draft in one line; "" when there is nothing to show. */
export function excerpt(text: string): string {
  const words = text.slice(0, 4 * longest).trim().replace(/\s+/g, ' ');
  return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
}
