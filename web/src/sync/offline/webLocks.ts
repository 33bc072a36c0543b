import type { Hold, Locks } from './place';

/** The Web Locks of a browser. */
export function webLocks(manager: LockManager): Locks {
  return {
    hold: (name, held) => {
      const abort = new AbortController();
      let release = (): void => abort.abort();
      const ended = new Promise<void>((resolve) => {
        release = () => {
          resolve();
          abort.abort();
        };
      });
      const asked = manager.request(name, { signal: abort.signal }, () => {
        held();
        return ended;
      });
      // Given up before it was held.
      void asked.catch(() => undefined);
      return { release };
    },
    tryHold: (name) =>
      new Promise<Hold | null>((resolve) => {
        const asked = manager.request(name, { ifAvailable: true }, (lock) => {
          if (lock === null) return resolve(null);
          return new Promise<void>((release) => resolve({ release }));
        });
        void asked.catch(() => resolve(null));
      }),
  };
}
