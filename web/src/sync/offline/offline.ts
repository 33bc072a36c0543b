import type { DraftSetOp, Id } from '../../contract';
import type { Drafts } from '../drafts/drafts';
import type { Environment } from '../environment';
import { keptClosed, keptForCopy, OpenChats } from '../openChats';
import type { Outbox } from '../outbox';
import type { State } from '../state';
import type { Touched } from '../touched';
import type { OfflineState } from '../views';
import type { ViewStore } from '../viewStore';
import { OfflineCopy } from './copy';
import { Unsent, unsentOf } from './snapshot';

/** What it needs of the client. */
export interface OfflinePort {
  /** Changes came back that are to be sent. */
  readonly restored: () => void;
  readonly flush: () => void;
}

/** The encrypted copy, as the page turns it on and off, and as the client tells it what happens. */
export class Offline {
  private readonly copy: OfflineCopy | null;

  constructor(
    environment: Environment,
    private readonly state: State,
    private readonly outbox: Outbox,
    private readonly drafts: Drafts,
    private readonly views: ViewStore,
    private readonly open: OpenChats,
    private readonly port: OfflinePort,
  ) {
    const { copyPlace, device, now, after } = environment;
    this.copy =
      copyPlace === undefined
        ? null
        : new OfflineCopy(state, copyPlace, {
            device,
            now,
            after,
            unsent: () => unsentOf(outbox.all(), drafts.unsaved()),
            restore: (ended, unsent) => this.restore(ended, unsent),
            loaded: () => this.loaded(),
            show: (view) => this.show(view),
          });
  }

  /** Turns the copy on. Gives whether it could be. */
  async enable(): Promise<boolean> {
    return (await this.copy?.enable()) ?? false;
  }

  /** Turns the copy off in all tabs of this browser, and wipes it. */
  async disable(): Promise<void> {
    await this.copy?.disable();
  }

  /** Whether all that this page has not got through is in a copy. */
  get keepsUnsent(): boolean {
    return this.copy?.keepsUnsent ?? false;
  }

  /** Calls once the copy is in the state, where there is one; at once where there is none. */
  loadFirst(call: () => void): void {
    if (this.copy?.isWanted !== true) return call();
    void this.copy.load().then(call);
  }

  applied(touched: Touched): void {
    this.copy?.note(touched);
  }

  dropped(chat: Id): void {
    this.copy?.noteDropped(chat);
  }

  forgotten(): void {
    this.copy?.noteAnew();
  }

  unsentChanged(): void {
    this.copy?.noteUnsent();
  }

  hidden(): void {
    this.copy?.hidden();
  }

  woken(): void {
    this.copy?.woken();
  }

  private show(view: OfflineState): void {
    this.open.keep(view.state === 'off' ? keptClosed : keptForCopy);
    this.views.setOffline(view);
    this.port.flush();
  }

  private loaded(): void {
    this.open.restored(this.state.held.keys());
    this.views.reset();
    this.drafts.rowsCame(this.state.drafts.keys());
    this.port.flush();
  }

  /** Takes over what a page that has ended had not got through: its own changes, and those that it had taken over from others. */
  private restore(ended: Id, { items, drafts }: Unsent): void {
    const fresh = items.filter((item) => this.outbox.get(item.id) === undefined);
    const last = lastDrafts(fresh);
    const typed = new Map(drafts.map((draft) => [draft.chat, draft]));
    const kept = new Set<Id>();
    for (const draft of last.values()) {
      const { chat } = draft.op;
      // Nobody but that page typed on in it.
      const after = draft.device === ended ? typed.get(chat) : undefined;
      if (after !== undefined) typed.delete(chat);
      if (this.drafts.takeOver(chat, draft, after ?? null)) kept.add(draft.id);
    }
    for (const [chat, draft] of typed) this.drafts.takeOver(chat, null, draft);
    for (const item of fresh) {
      // A draft that was sent as a message after it goes before that as it is.
      if (!last.has(item.id)) this.outbox.restore(item);
      // Of another one the composer has the text: it is this page's from now on, and takes no place of what the other may have saved since.
      else if (kept.has(item.id)) this.outbox.restore({ ...item, device: null });
      if (item.problem === null) this.drafts.carried(item);
    }
    this.port.restored();
  }
}

interface LastDraft {
  readonly id: Id;
  readonly device: Id | null;
  readonly op: DraftSetOp;
}

/** The last draft of each page in each chat, by its change, but for those that the page sent as a message after it. */
function lastDrafts(items: Unsent['items']): ReadonlyMap<Id, LastDraft> {
  const last = new Map<string, LastDraft>();
  for (const { id, device, op } of items) {
    if (op.op === 'draft.set') last.set(`${op.chat} ${device}`, { id, device, op });
    else if (op.op === 'message.send' && op.draft !== undefined) last.delete(`${op.chat} ${device}`);
  }
  return new Map([...last.values()].map((draft) => [draft.id, draft]));
}
