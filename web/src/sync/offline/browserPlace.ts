import { keepWorker } from '../../worker/registration';
import { idbShelf } from './idbShelf';
import type { Choice, CopyPlace } from './place';
import { webLocks } from './webLocks';

const choiceKey = 'parlance.offline';
const idleMs = 5_000;

/** Where this browser can keep an encrypted copy; undefined where it cannot: without HTTPS there is no cryptography in a page. */
export function browserPlace(): CopyPlace | undefined {
  if (!isSecureContext || typeof indexedDB === 'undefined' || typeof navigator.locks === 'undefined') return undefined;
  const choice = storedChoice();
  if (choice.get()) keepWorker();
  return {
    shelf: idbShelf(indexedDB),
    locks: webLocks(navigator.locks),
    choice,
    crypto,
    idle: (call) => {
      if (typeof requestIdleCallback === 'function') requestIdleCallback(call, { timeout: idleMs });
      else setTimeout(call, 0);
    },
    persist: () => void navigator.storage.persist().catch(() => undefined),
    keepShell: keepWorker,
  };
}

function storedChoice(): Choice {
  return {
    get: () => {
      try {
        return localStorage.getItem(choiceKey) === 'on';
      } catch {
        return false;
      }
    },
    set: (on) => {
      try {
        if (on) localStorage.setItem(choiceKey, 'on');
        else localStorage.removeItem(choiceKey);
      } catch {
        // Without storage it is on until the page closes, and then gone.
      }
    },
    onChange: (call) =>
      window.addEventListener('storage', (event) => {
        if (event.key === choiceKey) call(event.newValue === 'on');
        // Everything of the site was cleared.
        else if (event.key === null) call(false);
      }),
  };
}
