import assert from 'node:assert/strict';
import { DeviceFrame, Id, MessageRow, ServerFrame } from '../../src/contract';
import { Key, SyncClient } from '../../src/sync';
import { chatRow, messageRow } from './rows';
import { space } from './server';
import { Wire, World } from './world';

/** A client whose server is the test itself. */
export class Stage {
  readonly world = new World();
  readonly client = new SyncClient(this.world);
  /** How often each key was told of. */
  readonly told = new Map<Key, number>();
  version = 0;

  constructor() {
    this.client.start();
  }

  get wire(): Wire {
    const wire = this.world.wire;
    assert(wire !== undefined, 'there is no connection');
    return wire;
  }

  connect(epoch = 'e'): this {
    this.wire.accept();
    this.says({
      type: 'welcome',
      v: 1,
      server: 'test',
      epoch,
      mode: 'single',
      user: { id: 'u', name: 'Owner' },
      space: { id: space, name: 'Personal', role: 'owner', version: this.version },
    });
    return this;
  }

  says(...frames: readonly ServerFrame[]): this {
    for (const frame of frames) this.wire.events.received(JSON.stringify(frame));
    return this;
  }

  changes(...rows: Extract<ServerFrame, { type: 'changes' }>['rows']): this {
    const from = this.version;
    this.version = Math.max(from, ...rows.map((row) => row.version));
    return this.says({ type: 'changes', space, from, to: this.version, rows });
  }

  /** An open chat with its newest page here. */
  opened(chat: Id, messages: readonly MessageRow[], branches: Readonly<Record<string, readonly Id[]>> = {}, first: Id | null = null): this {
    this.client.openChat(chat);
    this.heard();
    return this.says({ type: 'page', chat, version: this.version, before: null, first, messages, branches });
  }

  /** What the device has said since the last time. */
  heard(): DeviceFrame[] {
    return this.wire.up.splice(0).map((text) => JSON.parse(text) as DeviceFrame);
  }

  /** What the device says while every change of its is acknowledged; the changes that hold their effects do not come. */
  acknowledging(): DeviceFrame[] {
    const heard: DeviceFrame[] = [];
    for (let frames = this.heard(); frames.length > 0; frames = this.heard()) {
      heard.push(...frames);
      for (const frame of frames) if (frame.type === 'mutate') this.says({ type: 'ack', id: frame.id, version: this.version + 1_000 });
    }
    return heard;
  }

  cut(): this {
    this.wire.cut();
    this.world.passToNextTimer();
    return this;
  }

  watch(...keys: readonly Key[]): this {
    for (const key of keys) {
      this.told.set(key, 0);
      this.client.subscribe(key, () => this.told.set(key, (this.told.get(key) ?? 0) + 1));
    }
    return this;
  }

  /** The keys that were told of since the last time. */
  toldOf(): Key[] {
    const keys = [...this.told].filter(([, times]) => times > 0).map(([key]) => key);
    for (const key of this.told.keys()) this.told.set(key, 0);
    return keys.sort();
  }

  text(message: Id): string | null {
    const text = this.client.get(`text:${message}`);
    return text === null ? null : text.pieces.slice(0, text.count).join('');
  }
}

export const types = (frames: readonly DeviceFrame[]): string[] => frames.map((frame) => (frame.type === 'mutate' ? frame.op : frame.type));

/** A chat of one question and its answer. */
export function talk(): Stage {
  const stage = new Stage().connect();
  stage.changes(chatRow({ id: 'c', version: 1, head: 'a1' }));
  stage.opened('c', [messageRow({ id: 'q1', chat: 'c', version: 1 }), messageRow({ id: 'a1', chat: 'c', version: 1, parent: 'q1', role: 'assistant' })]);
  return stage;
}

export const running = (fields: { readonly id: Id; readonly version: number; readonly parent: Id }): MessageRow =>
  messageRow({ chat: 'c', role: 'assistant', status: 'processing', text: '', finished: null, ...fields });
