import assert from 'node:assert/strict';
import test from 'node:test';
import type { Id } from '../../src/contract';
import type { Notice } from '../../src/sync';
import { Notifications } from '../../src/notify/notifications';
import { bytesOf } from '../../src/notify/browserPush';
import type { NoticePlace, PushAddress } from '../../src/notify/place';

const notice: Notice = { chat: 'c', message: 'm', title: 'Rivers', status: 'done' };
const address: PushAddress = { endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } };

/** What the tabs of one browser share. */
class Shared {
  readonly firsts = new Set<string>();
  readonly choices = new Set<string>();
  readonly asked: unknown[] = [];
  permission: 'unsupported' | 'default' | 'granted' | 'denied' = 'default';
  answer: 'granted' | 'denied' | 'default' = 'granted';
  worker = false;
  hasPush = true;
  failing: string | null = null;
}

/** One tab. */
class Tab implements NoticePlace {
  hidden = true;
  readonly shown: { readonly title: string; readonly options: NotificationOptions; readonly click: () => void }[] = [];
  private timers: (() => void)[] = [];
  private hear: ((notice: Notice) => void)[] = [];
  private clicked: ((chat: Id) => void)[] = [];
  readonly notifications: Notifications;
  readonly push: NoticePlace['push'];

  constructor(private readonly shared: Shared) {
    this.push = shared.hasPush
      ? {
          subscribe: async (key) => (shared.asked.push(['subscribe', key]), address),
          unsubscribe: async () => address.endpoint,
          request: async (method, path, body) => {
            shared.asked.push([method, path, body]);
            if (shared.failing === path) throw new Error('The server cannot be reached.');
            return method === 'GET' ? { key: 'server-key' } : {};
          },
        }
      : null;
    this.notifications = new Notifications({ onNotice: (call) => (this.hear.push(call), () => void (this.hear = [])) }, this);
    this.notifications.start();
  }

  permission = (): Shared['permission'] => this.shared.permission;
  ask = async (): Promise<Shared['answer']> => (this.shared.permission = this.shared.answer);
  isHidden = (): boolean => this.hidden;
  after = (_: number, call: () => void): void => void this.timers.push(call);
  show = (title: string, options: NotificationOptions, click: () => void): void => void this.shown.push({ title, options, click });
  isFirst = async (name: string): Promise<boolean> => !this.shared.firsts.has(name) && this.shared.firsts.add(name) !== undefined;
  choice = (name: string): boolean => this.shared.choices.has(name);
  choose = (name: string, on: boolean): void => void (on ? this.shared.choices.add(name) : this.shared.choices.delete(name));
  keepWorker = (on: boolean): void => void (this.shared.worker = on);
  onOpen = (call: (chat: Id) => void): (() => void) => (this.clicked.push(call), () => undefined);

  async tell(each: Notice): Promise<void> {
    for (const call of this.hear) call(each);
    await turn();
  }

  async passTime(): Promise<void> {
    for (const call of this.timers.splice(0)) call();
    await turn();
  }

  click(chat: Id): void {
    for (const call of this.clicked) call(chat);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('A10: nobody is asked and nothing is shown before the user turns it on', async () => {
  const tab = new Tab(new Shared());
  await tab.tell(notice);
  await tab.passTime();
  assert.deepEqual([tab.shown.length, tab.notifications.state], [0, 'off']);
  assert.equal(await tab.notifications.enable(), 'on');
  await tab.tell(notice);
  await tab.passTime();
  assert.deepEqual(tab.shown.map(({ title, options }) => [title, options.body, options.tag]), [['Rivers', 'The answer is there.', 'parlance-c']]);
});

test('A10: a page in sight tells of it itself; of several hidden tabs one does', async () => {
  const shared = new Shared();
  const tabs = [new Tab(shared), new Tab(shared), new Tab(shared)] as const;
  await tabs[0].notifications.enable();
  for (const tab of tabs) await tab.tell(notice);
  for (const tab of tabs) await tab.passTime();
  assert.deepEqual(tabs.map((tab) => tab.shown.length), [1, 0, 0]);
  tabs[2].hidden = false;
  for (const tab of tabs) await tab.tell({ ...notice, message: 'm2' });
  for (const tab of tabs) await tab.passTime();
  assert.deepEqual(tabs.map((tab) => tab.shown.length), [1, 0, 0]);
});

test('a click leads to the chat, from the page and from the worker', async () => {
  const tab = new Tab(new Shared());
  const opened: Id[] = [];
  tab.notifications.onOpen((chat) => opened.push(chat));
  await tab.notifications.enable();
  await tab.tell(notice);
  await tab.passTime();
  tab.shown[0]?.click();
  tab.click('d');
  assert.deepEqual(opened, ['c', 'd']);
});

test('who says no is not asked again, and a browser without notifications says so', async () => {
  const shared = new Shared();
  shared.answer = 'denied';
  const tab = new Tab(shared);
  assert.equal(await tab.notifications.enable(), 'denied');
  assert.equal(shared.worker, false);
  shared.permission = 'unsupported';
  assert.deepEqual([tab.notifications.state, tab.notifications.push], ['unsupported', 'unsupported']);
});

test('Web Push is subscribed under the server\'s key, told to the server, taken up again with each page, and ended', async () => {
  const shared = new Shared();
  const tab = new Tab(shared);
  assert.equal(await tab.notifications.enablePush(), 'on');
  const registering = [
    ['GET', '/v1/push/key', undefined],
    ['subscribe', 'server-key'],
    ['POST', '/v1/push/subscriptions', address],
  ];
  assert.deepEqual(shared.asked, registering);
  assert.equal(shared.worker, true);
  shared.asked.length = 0;
  const later = new Tab(shared);
  await turn();
  await turn();
  assert.deepEqual(shared.asked, registering);
  shared.asked.length = 0;
  await later.notifications.disable();
  assert.deepEqual(shared.asked, [['DELETE', '/v1/push/subscriptions', { endpoint: address.endpoint }]]);
  assert.deepEqual([later.notifications.push, later.notifications.state, shared.worker], ['off', 'off', false]);
});

test('a server that does not answer leaves Web Push off', async () => {
  const shared = new Shared();
  shared.failing = '/v1/push/subscriptions';
  const tab = new Tab(shared);
  await tab.notifications.enablePush().then(
    () => assert.fail('it should have failed'),
    (error: unknown) => assert.match(String(error), /cannot be reached/),
  );
  assert.equal(tab.notifications.push, 'off');
  shared.hasPush = false;
  assert.equal(await new Tab(shared).notifications.enablePush(), 'unsupported');
});

test('the server\'s key is read as base64url without padding', () => {
  assert.deepEqual([...bytesOf('-_8A')], [251, 255, 0]);
  assert.deepEqual([...bytesOf('BA')], [4]);
});
