import { languageNamed, loadLanguage } from './languages';
import { Grammar, loadPrism, PrismCore, PrismStream } from './prism';

/** A listing with its words told apart. */
export interface Highlighted {
  readonly text: string;
  readonly tokens: PrismStream;
}

/** Longer listings stay plain: telling their words apart would hold the page up. */
export const highlightLimit = 40_000;

const cacheSize = 60;
const cache = new Map<string, Highlighted>();
let prism: PrismCore | null = null;

/** What is known already, so that a listing that scrolls back into view does not flash. */
export function highlightedBefore(language: string, text: string): Highlighted | null {
  return cache.get(`${language}\n${text}`) ?? null;
}

/** The words of a listing, or null for a language or a length that is not highlighted. */
export async function highlight(language: string, text: string): Promise<Highlighted | null> {
  const name = languageNamed(language);
  if (name === null || text.length > highlightLimit) return null;
  const before = highlightedBefore(language, text);
  if (before !== null) return before;
  prism ??= await loadPrism();
  await loadLanguage(name);
  const grammar = prism.languages[name];
  if (typeof grammar !== 'object' || grammar === null) return null;
  return remember(`${language}\n${text}`, { text, tokens: prism.tokenize(text, grammar as Grammar) });
}

function remember(key: string, made: Highlighted): Highlighted {
  cache.set(key, made);
  const oldest = cache.keys().next();
  if (cache.size > cacheSize && oldest.done !== true) cache.delete(oldest.value);
  return made;
}
