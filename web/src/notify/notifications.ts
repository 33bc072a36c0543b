import type { Id } from '../contract';
import type { Notice } from '../sync/views';
import type { NoticePlace, NoticeState } from './place';
import { noticeOptions, noticeTitle } from './words';

/** So long a page in sight has to say that it has told of an answer itself (milliseconds). */
export const yieldMs = 300;

const addresses = '/v1/push/subscriptions';

/** Where notices come from. */
export interface NoticeSource {
  onNotice(call: (notice: Notice) => void): () => void;
}

/** Tells by the system of answers that have ended while nobody looks: once over all tabs, and only when the user has said so. */
export class Notifications {
  private readonly calls = new Set<() => void>();
  private readonly openCalls = new Set<(chat: Id) => void>();

  constructor(
    private readonly source: NoticeSource,
    private readonly place: NoticePlace,
  ) {}

  /** Notifications while the page is open and out of sight. */
  get state(): NoticeState {
    const permission = this.place.permission();
    if (permission === 'unsupported' || permission === 'denied') return permission;
    return permission === 'granted' && this.place.choice('notices') ? 'on' : 'off';
  }

  /** Notifications also while no page is open. */
  get push(): NoticeState {
    if (this.place.push === null || this.state === 'unsupported') return 'unsupported';
    if (this.state === 'denied') return 'denied';
    return this.state === 'on' && this.place.choice('push') ? 'on' : 'off';
  }

  subscribe(call: () => void): () => void {
    this.calls.add(call);
    return () => void this.calls.delete(call);
  }

  /** Begins to tell of notices, and takes up again what the user chose before. Gives what ends it. */
  start(): () => void {
    if (this.state === 'on') this.place.keepWorker(true);
    // The server may have lost the subscription, or has another key now.
    if (this.push === 'on') void this.register().catch(() => undefined);
    const ends = [this.source.onNotice((notice) => void this.tell(notice)), this.place.onOpen((chat) => this.open(chat))];
    return () => ends.forEach((end) => end());
  }

  /** Calls when a notification was clicked. */
  onOpen(call: (chat: Id) => void): () => void {
    this.openCalls.add(call);
    return () => void this.openCalls.delete(call);
  }

  /** Turns notifications on; to be called from a click, since the user is asked. */
  async enable(): Promise<NoticeState> {
    const permission = this.place.permission();
    if (permission === 'default' ? (await this.place.ask()) === 'granted' : permission === 'granted') {
      this.place.choose('notices', true);
      this.place.keepWorker(true);
    }
    this.changed();
    return this.state;
  }

  async disable(): Promise<void> {
    await this.disablePush();
    this.place.choose('notices', false);
    this.place.keepWorker(false);
    this.changed();
  }

  /** Turns Web Push on, and notifications with it. @throws what the browser or the server says when it cannot be. */
  async enablePush(): Promise<NoticeState> {
    if (this.push === 'unsupported') return 'unsupported';
    if ((await this.enable()) !== 'on') return this.push;
    await this.register();
    this.place.choose('push', true);
    this.changed();
    return this.push;
  }

  async disablePush(): Promise<void> {
    const { push } = this.place;
    const wasOn = this.place.choice('push');
    this.place.choose('push', false);
    this.changed();
    if (push === null || !wasOn) return;
    const endpoint = await push.unsubscribe().catch(() => null);
    // The push service says so to a server that could not be told.
    if (endpoint !== null) await push.request('DELETE', addresses, { endpoint }).catch(() => undefined);
  }

  private async register(): Promise<void> {
    const { push } = this.place;
    if (push === null) return;
    const { key } = (await push.request('GET', '/v1/push/key')) as { readonly key?: unknown };
    if (typeof key !== 'string') throw new Error('The server offers no Web Push.');
    await push.request('POST', addresses, await push.subscribe(key));
  }

  private async tell(notice: Notice): Promise<void> {
    const name = `parlance.notice.${notice.message}`;
    if (!this.place.isHidden()) {
      // The page tells of it itself: no other tab needs to.
      await this.place.isFirst(name);
      return;
    }
    if (this.state !== 'on') return;
    await new Promise<void>((resolve) => this.place.after(yieldMs, resolve));
    if (!(await this.place.isFirst(name))) return;
    this.place.show(noticeTitle(notice.title), noticeOptions(notice.chat, notice.status), () => this.open(notice.chat));
  }

  private open(chat: Id): void {
    for (const call of [...this.openCalls]) call(chat);
  }

  private changed(): void {
    for (const call of [...this.calls]) call();
  }
}
