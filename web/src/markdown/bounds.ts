/**
 * Whether a block is nested so deeply, or holds so many marks, that reading it as Markdown would take a stack or a
 * second. Nobody writes such a text to be read; it is shown as it stands.
 */
export function isHostile(text: string): boolean {
  return opensTooManyBrackets(text) || count(text, /[*_~]+/g) > emphasisLimit || text.split('\n').some(isHostileLine);
}

const markLimit = 24;
const bracketLimit = 60;
const indentLimit = 120;
/** Pairing emphasis takes the square of this. */
const emphasisLimit = 800;
const columnLimit = 128;

function isHostileLine(line: string): boolean {
  return startsTooDeep(line) || (line.length > columnLimit && count(line, /\|/g) > columnLimit);
}

function count(text: string, expression: RegExp): number {
  return text.match(expression)?.length ?? 0;
}

/** `>>>>>` and `- - - -` nest once a mark. */
function startsTooDeep(line: string): boolean {
  let marks = 0;
  let index = 0;
  for (; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (character === '>' || character === '-' || character === '*' || character === '+') marks += 1;
    else if ((character === '.' || character === ')') && isDigit(line[index - 1])) marks += 1;
    else if (character !== ' ' && character !== '\t' && !isDigit(character)) break;
    if (marks > markLimit && !isRule(line)) return true;
  }
  return index > indentLimit && marks > 0;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/** `-----` and `* * *` are one rule or one underline, however long. */
function isRule(line: string): boolean {
  return /^[-\s]+$/.test(line) && !line.includes('- -') ? true : /^[*+\s]+$/.test(line) && !line.includes(' ');
}

function opensTooManyBrackets(text: string): boolean {
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '[') open += 1;
    else if (character === ']') open = Math.max(0, open - 1);
    if (open > bracketLimit) return true;
  }
  return false;
}
