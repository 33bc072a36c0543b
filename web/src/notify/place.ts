import type { Id } from '../contract';

/** Whether something can be, and is. `denied`: the user has told the browser never to. */
export type NoticeState = 'unsupported' | 'off' | 'denied' | 'on';

/** A subscription as the server takes it. */
export interface PushAddress {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** What a browser offers for Web Push. */
export interface PushPlace {
  /** Subscribes under the server's key; under another key than before it is another subscription. */
  subscribe(key: string): Promise<PushAddress>;
  /** Ends the subscription. Gives its endpoint, for the server to forget. */
  unsubscribe(): Promise<string | null>;
  /** Asks the server. @throws when it does not answer with success. */
  request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

/** What notifications need of a browser. Tests bring their own. */
export interface NoticePlace {
  /** `unsupported` where there are none. */
  permission(): 'unsupported' | 'default' | 'granted' | 'denied';
  /** Asks the user; browsers only do so from a click. */
  ask(): Promise<'default' | 'granted' | 'denied'>;
  isHidden(): boolean;
  after(ms: number, call: () => void): void;
  show(title: string, options: NotificationOptions, clicked: () => void): void;
  /** Whether this page is the first of this browser to ask for that name in the last seconds. */
  isFirst(name: string): Promise<boolean>;
  choice(name: 'notices' | 'push'): boolean;
  choose(name: 'notices' | 'push', on: boolean): void;
  /** The worker is needed, or not any more. */
  keepWorker(on: boolean): void;
  /** Calls when a notification of the worker's was clicked. */
  onOpen(call: (chat: Id) => void): () => void;
  readonly push: PushPlace | null;
}
