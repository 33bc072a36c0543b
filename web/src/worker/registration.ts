/** What the worker is there for; without any of it the browser keeps none. */
export type Reason = 'copy' | 'notices';

const reasons = new Set<Reason>();

export const shellCachePrefix = 'parlance-shell-';

/** Registers the worker as long as somebody needs it; removes it, and the shell that it kept, when nobody does. */
export function keepWorker(reason: Reason, on: boolean): void {
  if (typeof navigator === 'undefined' || navigator.serviceWorker === undefined) return;
  if (on) reasons.add(reason);
  else reasons.delete(reason);
  const done = reasons.size > 0 ? register() : remove();
  // Without the worker the page works as before, only not offline.
  done.catch(() => undefined);
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
}

async function remove(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith(shellCachePrefix)) await caches.delete(name);
}
