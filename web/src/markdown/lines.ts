/** What one line says about the blocks around it. CommonMark 0.30, sections 4 and 5. */

export interface Fence {
  readonly mark: '`' | '~';
  readonly length: number;
  readonly indent: number;
  readonly language: string;
}

const fencePattern = /^( {0,3})(`{3,}|~{3,})([^\n]*)$/;
const markerPattern = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)/;
const delimiterRowPattern = /^ {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const definitionPattern = /^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?([^\s>]{1,2000})>?/;

export function isBlank(line: string): boolean {
  return line.length === 0 || line.trim().length === 0;
}

export function indentOf(line: string): number {
  let width = 0;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (character === ' ') width += 1;
    else if (character === '\t') width += 4;
    else break;
  }
  return width;
}

export function openingFence(line: string): Fence | null {
  const match = fencePattern.exec(line);
  if (match === null) return null;
  const run = match[2] ?? '';
  const info = (match[3] ?? '').trim();
  const mark = run[0] === '~' ? '~' : '`';
  // Section 4.5: a backtick fence has no backtick in its info string, or inline code would be taken for one.
  if (mark === '`' && info.includes('`')) return null;
  const language = (info.split(/[\s{,]/)[0] ?? '').toLowerCase().slice(0, 40);
  return { mark, length: run.length, indent: (match[1] ?? '').length, language };
}

export function closesFence(line: string, fence: Fence): boolean {
  const text = line.trim();
  if (text.length < fence.length || indentOf(line) > 3) return false;
  for (let index = 0; index < text.length; index += 1) if (text[index] !== fence.mark) return false;
  return true;
}

/** A line of nothing but marks that may become a fence once it is whole. */
export function mayBecomeFence(line: string): boolean {
  return /^ {0,3}(?:`{1,3}|~{2,3})$/.test(line) || openingFence(line) !== null;
}

export function isListMarker(line: string): boolean {
  return markerPattern.test(line);
}

export function isDelimiterRow(line: string): boolean {
  return line.includes('-') && line.length < 4000 && delimiterRowPattern.test(line);
}

export interface Definition {
  readonly label: string;
  readonly href: string;
}

/** A link definition, `[label]: address`. */
export function definition(line: string): Definition | null {
  if (!line.includes(']:')) return null;
  const match = definitionPattern.exec(line);
  if (match === null) return null;
  return { label: (match[1] ?? '').toLowerCase().replace(/\s+/g, ' '), href: match[2] ?? '' };
}

/** The mark that closes the display maths which this line opens, or null. */
export function openingMath(line: string): '$$' | '\\]' | null {
  const text = line.trimStart();
  if (line.length - text.length > 3) return null;
  if (text.startsWith('$$')) return '$$';
  return text.startsWith('\\[') ? '\\]' : null;
}
