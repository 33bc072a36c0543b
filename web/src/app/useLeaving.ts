import { useEffect } from 'react';
import { usePage } from '../features/workspace/context';

/** The browser asks before the page closes while something would be lost. */
export function useLeaving(): void {
  const { client, workspace } = usePage();
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (client.hasUnsent() || workspace.edits.hasUnsent) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [client, workspace]);
}
