import type { Environment } from './environment';
import { browserPlace } from './offline/browserPlace';
import { openSocket } from './socket';
import { IdSource } from './uuid';

/** How often a text that grows is drawn while the page is out of sight. */
const unseenMs = 250;

/**
 * The environment of a page. The address of the server is the page's own. Each page that is loaded is a device of its own: a tab that is
 * duplicated or loaded anew must not speak in the name of another one, whose draft it would replace (rule 19).
 */
export function browserEnvironment(): Environment {
  const fillRandom = (buffer: Uint8Array): void => void crypto.getRandomValues(buffer);
  const copyPlace = browserPlace();
  return {
    ...(copyPlace === undefined ? {} : { copyPlace }),
    device: new IdSource(() => Date.now(), fillRandom).next(),
    now: () => Date.now(),
    random: () => Math.random(),
    fillRandom,
    connect: (events) => openSocket(syncAddress(), events),
    after: (ms, call) => {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
    beforeDrawing: (call) => {
      if (document.visibilityState === 'visible') requestAnimationFrame(() => call());
      else setTimeout(call, unseenMs);
    },
    onWake: (call) => {
      const seen = (): void => {
        if (document.visibilityState === 'visible') call();
      };
      window.addEventListener('online', call);
      document.addEventListener('visibilitychange', seen);
      return () => {
        window.removeEventListener('online', call);
        document.removeEventListener('visibilitychange', seen);
      };
    },
    onHide: (call) => {
      const unseen = (): void => {
        if (document.visibilityState === 'hidden') call();
      };
      document.addEventListener('visibilitychange', unseen);
      window.addEventListener('pagehide', call);
      return () => {
        document.removeEventListener('visibilitychange', unseen);
        window.removeEventListener('pagehide', call);
      };
    },
  };
}

function syncAddress(): string {
  const address = new URL('/v1/sync', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}
