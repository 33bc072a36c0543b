// What the worker uses of its global scope: the compiler knows either pages or workers, not both.

export interface WaitingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface FetchingEvent extends WaitingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export interface PushedEvent extends WaitingEvent {
  readonly data: { text(): string } | null;
}

export interface NoticeClickEvent extends WaitingEvent {
  readonly notification: Notification;
}

/** A page of this origin. */
export interface PageClient {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  postMessage(message: unknown): void;
  focus(): Promise<unknown>;
}

export interface WorkerScope {
  readonly location: Location;
  readonly caches: CacheStorage;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: boolean }): Promise<readonly PageClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', call: (event: WaitingEvent) => void): void;
  addEventListener(type: 'fetch', call: (event: FetchingEvent) => void): void;
  addEventListener(type: 'push', call: (event: PushedEvent) => void): void;
  addEventListener(type: 'notificationclick', call: (event: NoticeClickEvent) => void): void;
}
