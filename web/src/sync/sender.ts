import { chatOf, encodeFrame, Id, MutateFrame, Op, Problem } from '../contract';
import type { Item, Outbox } from './outbox';
import { utf8Length } from './utf8';

/** The server closes the connection at longer frames (rule 16), which would lose every one after it. */
const longestFrame = 1 << 20;

const tooLong: Problem = {
  code: 'field_too_long',
  message: 'This message is longer than a message can be.',
  retryable: false,
  request_id: '',
  field: 'text',
};

/** What it needs of the client. */
export interface SenderPort {
  readonly online: () => boolean;
  readonly send: (frame: MutateFrame) => void;
  readonly now: () => number;
  /** A change cannot be sent at all. */
  readonly reject: (id: Id, problem: Problem) => void;
  /** A change of this chat has been sent. */
  readonly sent: (chat: Id) => void;
  /** How changes stand is other. */
  readonly changed: () => void;
  /** Tells everyone who is due. */
  readonly flush: () => void;
}

/** Puts changes into the outbox, and sends what is in it. */
export class Sender {
  constructor(
    private readonly outbox: Outbox,
    private readonly port: SenderPort,
  ) {}

  /** Carries changes out here, all of them before anyone is told, and sends them when there is a connection. */
  change(changes: readonly (readonly [Id, Op])[]): void {
    const now = this.port.now();
    for (const [id, op] of changes) this.outbox.add(id, op, now);
    this.changed();
  }

  /** After the outbox has changed. */
  changed(): void {
    this.port.changed();
    this.sendQueued();
    this.port.flush();
  }

  sendQueued(): void {
    if (!this.port.online()) return;
    // One that cannot be sent at all lets others go on.
    for (let items = this.outbox.takeQueued(); items.length > 0; items = this.outbox.takeQueued()) {
      for (const item of items) this.sendItem(item);
      this.port.changed();
    }
  }

  private sendItem(item: Item): void {
    const frame: MutateFrame = { type: 'mutate', id: item.id, ...(item.device === null ? {} : { device: item.device }), ...item.op };
    if (utf8Length(encodeFrame(frame)) > longestFrame) return this.port.reject(item.id, tooLong);
    this.port.send(frame);
    const chat = chatOf(item.op);
    if (chat !== null) this.port.sent(chat);
  }
}
