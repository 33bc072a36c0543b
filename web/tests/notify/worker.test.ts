import assert from 'node:assert/strict';
import test from 'node:test';
import { onNoticeClick, onPush, readPush } from '../../src/worker/pushes';
import { answerTo } from '../../src/worker/routes';
import type { NoticeClickEvent, PageClient, PushedEvent, WorkerScope } from '../../src/worker/scope';

const origin = 'https://parlance.example';
const shell = ['/', '/assets/main-ABC.js', '/favicon.svg'];
const chat = '0190b6c2-7a00-7000-8000-000000000010';

test('the worker keeps the page and its parts, and nothing of the API', () => {
  const answer = (path: string, fields: object = {}): string => answerTo({ method: 'GET', mode: 'no-cors', url: origin + path, ...fields }, origin, shell);
  assert.equal(answer('/', { mode: 'navigate' }), 'page');
  assert.equal(answer(`/c/${chat}`, { mode: 'navigate' }), 'page');
  assert.equal(answer('/assets/main-ABC.js'), 'asset');
  assert.equal(answer('/assets/prism-go-XYZ.js'), 'asset');
  assert.equal(answer('/favicon.svg'), 'asset');
  for (const path of ['/v1/search', '/v1/push/key', '/metrics', '/sw.js', '/', '/assets/../v1/x', '/assets/a.js?x=1']) assert.equal(answer(path), 'network', path);
  assert.equal(answer('/v1/openapi.json', { mode: 'navigate' }), 'network');
  assert.equal(answer('/', { mode: 'navigate', method: 'POST' }), 'network');
  assert.equal(answer('/x', { url: 'https://elsewhere.example/assets/main-ABC.js' }), 'network');
});

test('a push message is read, and one of another kind is not', () => {
  assert.deepEqual(readPush(JSON.stringify({ kind: 'finished', chat, title: 'Rivers' })), { chat, title: 'Rivers' });
  assert.deepEqual(readPush(JSON.stringify({ kind: 'finished', chat })), { chat, title: '' });
  for (const text of ['', '{', 'null', '[]', '{"kind":"weather"}', '{"kind":"finished","chat":"../../evil"}', '{"kind":"finished"}']) assert.equal(readPush(text), null, text);
});

/** A worker with some pages. */
function worker(...pages: readonly Partial<PageClient>[]): { readonly scope: WorkerScope; readonly done: unknown[] } {
  const done: unknown[] = [];
  const clients = pages.map((page) => ({
    url: `${origin}/`,
    visibilityState: 'hidden',
    postMessage: (message: unknown) => done.push(['said', message]),
    focus: async () => done.push('focused'),
    ...page,
  }));
  const scope = {
    registration: { showNotification: async (title: string, options: NotificationOptions) => void done.push([title, options.body, options.data]) },
    clients: { matchAll: async () => clients, openWindow: async (url: string) => void done.push(['opened', url]) },
  };
  return { scope: scope as unknown as WorkerScope, done };
}

const push = (value: unknown): PushedEvent => ({ data: { text: () => JSON.stringify(value) } }) as unknown as PushedEvent;
const click = (data: unknown): NoticeClickEvent => ({ notification: { close: () => undefined, data } }) as unknown as NoticeClickEvent;

test('A10: a push shows a notification, unless a page is in sight', async () => {
  const away = worker({});
  await onPush(away.scope, push({ kind: 'finished', chat, title: 'Rivers' }));
  assert.deepEqual(away.done, [['Rivers', 'The answer is there.', { chat }]]);
  const seen = worker({ visibilityState: 'visible' });
  await onPush(seen.scope, push({ kind: 'finished', chat }));
  assert.deepEqual(seen.done, []);
});

test('A10: a click shows the chat in a page that is open, or opens one; another address is never opened', async () => {
  const open = worker({});
  await onNoticeClick(open.scope, click({ chat }));
  assert.deepEqual(open.done, [['said', { type: 'open', chat }], 'focused']);
  const none = worker();
  await onNoticeClick(none.scope, click({ chat }));
  await onNoticeClick(none.scope, click({ chat: '//evil.example' }));
  await onNoticeClick(none.scope, click(null));
  assert.deepEqual(none.done, [['opened', `/c/${chat}`]]);
});
