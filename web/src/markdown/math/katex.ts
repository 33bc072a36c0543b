/** The part of KaTeX that is used: it builds nodes into an element, never a string of HTML. */
interface Katex {
  render(tex: string, element: HTMLElement, options: Readonly<Record<string, unknown>>): void;
}

/** The address of KaTeX's style sheet, which the build fills in. */
declare const KATEX_STYLES: string | undefined;

let loading: Promise<Katex> | null = null;
let loaded: Katex | null = null;

/** Fetches KaTeX the first time that a formula is to be shown. */
export function loadKatex(): Promise<Katex> {
  loading ??= Promise.all([import('katex'), loadStyles()]).then(([module]) => {
    loaded = (module as unknown as { readonly default: Katex }).default;
    return loaded;
  });
  loading.catch(() => (loading = null));
  return loading;
}

/** A formula that is drawn before its styles are there is a heap of letters. */
function loadStyles(): Promise<void> {
  if (typeof KATEX_STYLES !== 'string') return Promise.resolve();
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = KATEX_STYLES;
  return new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error('The styles of formulas did not come.'));
    document.head.append(link);
  });
}

/** KaTeX where it is here already. */
export function katexNow(): Katex | null {
  return loaded;
}

/** Draws a formula; false where it is not TeX that KaTeX knows. */
export function drawMath(katex: Katex, tex: string, display: boolean, element: HTMLElement): boolean {
  try {
    katex.render(tex, element, {
      displayMode: display,
      throwOnError: true,
      // A formula comes from a model: no links, no pictures, no endless macros, nothing that fills the screen.
      trust: false,
      strict: 'ignore',
      maxSize: 12,
      maxExpand: 400,
    });
    return true;
  } catch {
    return false;
  }
}
