/** How the worker answers a request: `page` the shell where the server cannot be reached, `asset` from the cache first, `network` not at all. */
export type Answer = 'page' | 'asset' | 'network';

/** Decides about a request. Nothing of the API is ever kept: what it says belongs to the encrypted copy alone. */
export function answerTo(request: { readonly method: string; readonly mode: string; readonly url: string }, origin: string, shell: readonly string[]): Answer {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== origin) return 'network';
  if (request.mode === 'navigate') return url.pathname === '/' || /^\/c\/[0-9a-f-]{36}$/.test(url.pathname) ? 'page' : 'network';
  if (url.search !== '') return 'network';
  return /^\/assets\/[^/]+$/.test(url.pathname) || (shell.includes(url.pathname) && url.pathname !== '/') ? 'asset' : 'network';
}
