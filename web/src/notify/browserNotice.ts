import { keepWorker } from '../worker/registration';
import { browserPush } from './browserPush';
import type { NoticePlace } from './place';

/** So long other tabs know that one has told of an answer (milliseconds). */
const rememberMs = 10_000;

/** Notifications as this browser has them. */
export function browserNotice(): NoticePlace {
  const supported = isSecureContext && typeof Notification !== 'undefined';
  return {
    permission: () => (supported ? Notification.permission : 'unsupported'),
    ask: () => Notification.requestPermission(),
    isHidden: () => document.visibilityState === 'hidden',
    after: (ms, call) => void setTimeout(call, ms),
    show: (title, options, clicked) => void show(title, options, clicked),
    isFirst,
    choice: (name) => stored(name) === 'on',
    choose: store,
    keepWorker,
    onOpen: (call) => {
      const { serviceWorker } = navigator;
      if (serviceWorker === undefined) return () => undefined;
      const heard = (event: MessageEvent<unknown>): void => {
        const message = event.data as { readonly type?: unknown; readonly chat?: unknown } | null;
        if (message?.type === 'open' && typeof message.chat === 'string') call(message.chat);
      };
      serviceWorker.addEventListener('message', heard);
      return () => serviceWorker.removeEventListener('message', heard);
    },
    push: supported ? browserPush() : null,
  };
}

/** By the worker, so that a click works after the page was closed; on a phone there is no other way. */
async function show(title: string, options: NotificationOptions, clicked: () => void): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/').catch(() => undefined);
  if (registration?.active) return registration.showNotification(title, options);
  const notification = new Notification(title, options);
  notification.onclick = () => {
    window.focus();
    notification.close();
    clicked();
  };
}

function isFirst(name: string): Promise<boolean> {
  if (navigator.locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const asked = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>((release) => setTimeout(release, rememberMs));
    });
    void asked.catch(() => resolve(true));
  });
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`parlance.${name}`);
  } catch {
    return null;
  }
}

function store(name: string, on: boolean): void {
  try {
    if (on) localStorage.setItem(`parlance.${name}`, 'on');
    else localStorage.removeItem(`parlance.${name}`);
  } catch {
    // Without storage nothing can be chosen for longer than this page lives.
  }
}
