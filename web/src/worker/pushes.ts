import { noticeOptions, noticeTitle } from '../notify/words';
import type { NoticeClickEvent, PushedEvent, WorkerScope } from './scope';

/** What a push message says. */
export interface Pushed {
  readonly chat: string;
  readonly title: string;
}

const chatPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads a push message; null for one that this program does not know. */
export function readPush(text: string): Pushed | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { kind, chat, title } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  if (kind !== 'finished' || typeof chat !== 'string' || !chatPattern.test(chat)) return null;
  return { chat, title: typeof title === 'string' ? title : '' };
}

/** Tells of a finished answer, unless a page is in sight that does so itself. */
export async function onPush(scope: WorkerScope, event: PushedEvent): Promise<void> {
  const pushed = readPush(event.data?.text() ?? '');
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pushed !== null && pages.some((page) => page.visibilityState === 'visible')) return;
  // A browser takes the permission away from who is pushed to and shows nothing.
  if (pushed === null) return scope.registration.showNotification('Parlance', { body: 'Something is there to be looked at.' });
  return scope.registration.showNotification(noticeTitle(pushed.title), noticeOptions(pushed.chat, 'done'));
}

/** Shows the chat: in a page that is open, or in a new one. */
export async function onNoticeClick(scope: WorkerScope, event: NoticeClickEvent): Promise<void> {
  event.notification.close();
  const { chat } = (event.notification.data ?? {}) as { readonly chat?: unknown };
  if (typeof chat !== 'string' || !chatPattern.test(chat)) return;
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((candidate) => candidate.url.endsWith(`/c/${chat}`)) ?? pages[0];
  if (page === undefined) {
    await scope.clients.openWindow(`/c/${chat}`);
    return;
  }
  page.postMessage({ type: 'open', chat });
  await page.focus();
}
