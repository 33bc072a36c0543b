/**
 * Prose whose end has not arrived, with its open marks closed: otherwise a phrase would show its asterisks or a link
 * its address for a moment, and then jump.
 */
export function mend(text: string): string {
  const start = text.lastIndexOf('\n\n') + 1;
  let last = text.slice(start).replace(/!?\[([^\]\n]{0,300})\]\([^)\n]{0,2000}$/, '$1');
  const code = count(last, /`/g) % 2 === 1;
  if (code) last = /`\s*$/.test(last) ? last.replace(/`\s*$/, '') : `${last}\``;
  const outside = last.replace(/`[^`]*`/g, '');
  if (count(outside, /\*\*/g) % 2 === 1) last = /\*\*\s*$/.test(last) ? last.replace(/\*\*\s*$/, '') : `${last.trimEnd()}**`;
  return text.slice(0, start) + last;
}

function count(text: string, expression: RegExp): number {
  return text.match(expression)?.length ?? 0;
}
