import type { PushAddress, PushPlace } from './place';

/** Web Push as this browser has it; null where it has none. */
export function browserPush(): PushPlace | null {
  if (navigator.serviceWorker === undefined || typeof PushManager === 'undefined') return null;
  return {
    subscribe: async (key) => {
      const { pushManager } = await navigator.serviceWorker.ready;
      const applicationServerKey = bytesOf(key);
      const old = await pushManager.getSubscription();
      if (old !== null && sameBytes(old.options.applicationServerKey, applicationServerKey)) return addressOf(old);
      await old?.unsubscribe();
      return addressOf(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
    },
    unsubscribe: async () => {
      const subscription = await (await registered())?.pushManager.getSubscription();
      if (!subscription) return null;
      await subscription.unsubscribe();
      return subscription.endpoint;
    },
    request: async (method, path, body) => {
      const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      const response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      const answer: unknown = text === '' ? {} : JSON.parse(text);
      if (!response.ok) throw new Error((answer as { readonly message?: string }).message ?? `status ${response.status}`);
      return answer;
    },
  };
}

function registered(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.getRegistration('/');
}

function addressOf(subscription: PushSubscription): PushAddress {
  const { keys } = subscription.toJSON();
  return { endpoint: subscription.endpoint, keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' } };
}

/** base64url without padding, as the server gives its key (RFC 8292, section 3.2). */
export function bytesOf(key: string): Uint8Array {
  const text = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function sameBytes(a: ArrayBuffer | null, b: Uint8Array): boolean {
  if (a === null || a.byteLength !== b.length) return false;
  return new Uint8Array(a).every((value, index) => value === b[index]);
}
