/** The character references that models do write; the others stay as they are. HTML Living Standard, section 13.5. */
const named: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', trade: '™', deg: '°',
  hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»',
  bull: '•', middot: '·', times: '×', divide: '÷', plusmn: '±', minus: '−', ne: '≠', le: '≤', ge: '≥', asymp: '≈',
  larr: '←', rarr: '→', uarr: '↑', darr: '↓', harr: '↔', infin: '∞', euro: '€', pound: '£', yen: '¥', cent: '¢',
  sect: '§', para: '¶', micro: 'µ', frac12: '½', frac14: '¼', frac34: '¾', ensp: '\u2002', emsp: '\u2003',
  thinsp: '\u2009', zwnj: '\u200c', zwj: '\u200d', shy: '\u00ad', check: '✓', alpha: 'α', beta: 'β', gamma: 'γ',
  delta: 'δ', lambda: 'λ', mu: 'μ', pi: 'π', sigma: 'σ', omega: 'ω',
};

/** Text with its character references replaced: the lexer leaves that to a browser's HTML parser, and there is none. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,7}));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return Object.hasOwn(named, name) ? named[name] ?? whole : whole;
    const code = typeof decimal === 'string' ? parseInt(decimal, 10) : parseInt(String(hex), 16);
    return isScalar(code) ? String.fromCodePoint(code) : '\ufffd';
  });
}

function isScalar(code: number): boolean {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}
