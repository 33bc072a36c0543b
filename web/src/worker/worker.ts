import { onNoticeClick, onPush } from './pushes';
import { answerTo } from './routes';
import type { WorkerScope } from './scope';
import { Shell } from './shell';

/** Set by the build: what the page loads first, and a name for it all together. */
declare const SHELL_PATHS: readonly string[];
declare const SHELL_BUILD: string;

const scope = self as unknown as WorkerScope;
const shell = new Shell(scope, SHELL_BUILD, SHELL_PATHS);

scope.addEventListener('install', (event) => event.waitUntil(shell.fill().then(() => scope.skipWaiting())));
scope.addEventListener('activate', (event) => event.waitUntil(shell.clean().then(() => scope.clients.claim())));
scope.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request, scope.location.origin, SHELL_PATHS);
  if (answer === 'page') event.respondWith(shell.page(event.request));
  else if (answer === 'asset') event.respondWith(shell.asset(event.request));
});
scope.addEventListener('push', (event) => event.waitUntil(onPush(scope, event)));
scope.addEventListener('notificationclick', (event) => event.waitUntil(onNoticeClick(scope, event)));
