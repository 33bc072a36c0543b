/** The choices that need the worker, as browsers store them; without any of them the browser keeps none. */
const choices = ['parlance.offline', 'parlance.notices'];

export const shellCachePrefix = 'parlance-shell-';

/**
 * Registers the worker as long as the user has chosen something that needs it, in whichever tab; removes it, and the shell that it kept, when there
 * is nothing of it left. To be called after each choice.
 */
export function keepWorker(): void {
  if (typeof navigator === 'undefined' || navigator.serviceWorker === undefined) return;
  // Without the worker the page works as before, only not offline.
  keep().catch(() => undefined);
}

async function keep(): Promise<void> {
  await (choices.some((name) => localStorage.getItem(name) === 'on') ? register() : remove());
}

async function register(): Promise<void> {
  await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
}

async function remove(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith(shellCachePrefix)) await caches.delete(name);
}
