import type { Id } from '../contract';
import type { Environment } from './environment';
import { openSocket } from './socket';
import { IdSource } from './uuid';

const deviceKey = 'parlance.device';
/** How often a text that grows is drawn while the page is out of sight. */
const unseenMs = 250;

/** The environment of a page. The address of the server is the page's own. */
export function browserEnvironment(): Environment {
  const fillRandom = (buffer: Uint8Array): void => void crypto.getRandomValues(buffer);
  return {
    device: deviceOfTab(fillRandom),
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
  };
}

/** One identifier a tab, kept over a reload. It is all that is stored on the device. */
function deviceOfTab(fillRandom: (buffer: Uint8Array) => void): Id {
  const fresh = new IdSource(() => Date.now(), fillRandom).next();
  try {
    const stored = sessionStorage.getItem(deviceKey);
    if (stored !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(stored)) return stored;
    sessionStorage.setItem(deviceKey, fresh);
  } catch {
    // Storage is forbidden: this page is a device of its own.
  }
  return fresh;
}

function syncAddress(): string {
  const address = new URL('/v1/sync', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}
