import { useEffect, useState } from 'react';
import { problemOf } from '../rest/request';
import { findHits, Hit } from './hits';

export type SearchState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'searching'; readonly hits: readonly Hit[] }
  | { readonly kind: 'found'; readonly hits: readonly Hit[] }
  | { readonly kind: 'failed'; readonly message: string };

/** Each key press would be a search of everything; a short rest is one. */
const rest = 180;

/** What is found for a query. What was found before stays until there is something newer to show. */
export function useSearch(query: string): SearchState {
  const [state, setState] = useState<SearchState>({ kind: 'idle' });
  const words = query.trim();

  useEffect(() => {
    if (words === '') {
      setState({ kind: 'idle' });
      return undefined;
    }
    setState((before) => ({ kind: 'searching', hits: 'hits' in before ? before.hits : [] }));
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      findHits(words, abort.signal).then(
        (hits) => setState({ kind: 'found', hits }),
        (error: unknown) => abort.signal.aborted || setState({ kind: 'failed', message: problemOf(error).message }),
      );
    }, rest);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [words]);

  return state;
}
