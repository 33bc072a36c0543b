import { useEffect, useState } from 'react';

const narrow = '(max-width: 640px)';

export function isNarrow(): boolean {
  return window.matchMedia(narrow).matches;
}

/** Whether the page is as narrow as a phone. */
export function useNarrow(): boolean {
  const [is, setIs] = useState(isNarrow);
  useEffect(() => {
    const query = window.matchMedia(narrow);
    const read = (): void => setIs(query.matches);
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  return is;
}
