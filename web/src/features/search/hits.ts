import type { Id, Role } from '../../contract';
import { request } from '../rest/request';

/** A message in which the words were found. */
export interface Hit {
  readonly chat: Id;
  readonly message: Id;
  readonly title: string;
  readonly role: Role;
  readonly snippet: string;
  /** Where the words are in the snippet: from, to, in UTF-16 units. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly created: number;
}

const limit = 50;

/** The newest messages with these words. The words travel in the body: an address is written down in too many places. */
export async function findHits(query: string, signal: AbortSignal): Promise<readonly Hit[]> {
  const answer = await request('POST', '/v1/search', { query, limit }, signal);
  const hits = typeof answer === 'object' && answer !== null ? (answer as { readonly hits?: unknown }).hits : null;
  return Array.isArray(hits) ? hits.filter(isHit) : [];
}

function isHit(value: unknown): value is Hit {
  if (typeof value !== 'object' || value === null) return false;
  const { chat, message, title, snippet, ranges, created } = value as Partial<Record<keyof Hit, unknown>>;
  const texts = [chat, message, title, snippet].every((field) => typeof field === 'string');
  return texts && typeof created === 'number' && Array.isArray(ranges);
}

/** The snippet cut where the found words begin and end. */
export function marked(hit: Hit): readonly { readonly text: string; readonly found: boolean }[] {
  const parts: { text: string; found: boolean }[] = [];
  let at = 0;
  for (const [from, to] of hit.ranges) {
    if (from < at || to <= from) continue;
    parts.push({ text: hit.snippet.slice(at, from), found: false }, { text: hit.snippet.slice(from, to), found: true });
    at = to;
  }
  return [...parts, { text: hit.snippet.slice(at), found: false }].filter((part) => part.text !== '');
}
