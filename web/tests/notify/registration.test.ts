import assert from 'node:assert/strict';
import test from 'node:test';
import { rest } from '../support/cryptography';
import { keepWorker, shellCachePrefix } from '../../src/worker/registration';

/** A browser as far as the worker needs one. What is stored in it is the same for all tabs. */
class BrowserStub {
  readonly stored = new Map<string, string>();
  registered = false;
  readonly caches = new Set<string>();

  constructor() {
    const registration = { unregister: async () => void (this.registered = false) };
    const serviceWorker = {
      register: async () => void (this.registered = true),
      getRegistration: async () => (this.registered ? registration : undefined),
    };
    this.define('navigator', { serviceWorker });
    this.define('localStorage', { getItem: (name: string) => this.stored.get(name) ?? null });
    this.define('caches', { keys: async () => [...this.caches], delete: async (name: string) => this.caches.delete(name) });
  }

  private define(name: string, value: unknown): void {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
}

test('the worker stays as long as any tab has chosen something that needs it', async () => {
  const browser = new BrowserStub();
  const shell = `${shellCachePrefix}1`;
  browser.stored.set('parlance.offline', 'on');
  keepWorker();
  await rest();
  assert.equal(browser.registered, true);
  browser.caches.add(shell).add('of another program');
  // Notices are turned on in another tab; then the copy is turned off in this one.
  browser.stored.set('parlance.notices', 'on');
  browser.stored.delete('parlance.offline');
  keepWorker();
  await rest();
  assert.equal(browser.registered, true);
  assert.equal(browser.caches.has(shell), true);
  browser.stored.delete('parlance.notices');
  keepWorker();
  await rest();
  assert.equal(browser.registered, false);
  assert.deepEqual([...browser.caches], ['of another program']);
});

test('a browser that lets nothing be stored is no hindrance', async () => {
  const browser = new BrowserStub();
  browser.stored.get = () => {
    throw new Error('SecurityError');
  };
  keepWorker();
  await rest();
  assert.equal(browser.registered, false);
});
