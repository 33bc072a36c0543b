import type { Id } from '../../contract';
import { Cell } from '../../ui/cell';
import { KeptCell } from '../../ui/keptCell';
import type { Question } from '../../ui/Confirm';
import type { ThemeChoice } from '../../ui/theme';
import { Toasts } from '../../ui/toasts';
import { isNarrow } from '../../ui/useNarrow';
import { endPlace, Place } from '../../ui/window/anchoring';
import { Edits } from '../conversation/edits';
import type { Dragged } from '../drag/drop';
import { Listing } from '../listing/listing';
import { chatIn, pathOf } from './address';
import { rememberChats, rememberedChats } from './tabMemory';
import * as tabs from './tabs';

/** What lies above the page: the last two with what they are about. */
export type Panel = 'palette' | 'search' | 'settings' | 'shortcuts' | 'outbox' | { readonly move: Dragged } | { readonly tags: readonly Id[] };

/** A message that is to be brought into sight once it has been loaded, and marked there where it was searched for. */
export interface Target {
  readonly chat: Id;
  readonly message: Id;
  readonly marked: boolean;
}

/** What Enter does where a message is written. */
export type EnterKey = 'send' | 'line';

export const draftPauses = ['200', '400', '1000', '3000'] as const;

/**
 * What this page shows: its tabs, its panels, its list. Everything in it is gone when the page closes, but for the
 * identifiers of the open chats and the kept choices.
 */
export class Workspace {
  readonly tabs: Cell<tabs.Tabs>;
  readonly panel = new Cell<Panel | null>(null);
  readonly sidebar: Cell<boolean>;
  readonly question = new Cell<Question | null>(null);
  readonly target = new Cell<Target | null>(null);
  readonly edits = new Edits();
  /** The chat that was last asked to show its end; a new object each time. */
  readonly ending = new Cell<{ readonly chat: Id } | null>(null);
  readonly enterKey = new KeptCell<EnterKey>('parlance.enter', ['send', 'line'], 'send');
  /** How long a pause in typing is before the draft is saved, in milliseconds. */
  readonly draftPause = new KeptCell('parlance.draft-pause', draftPauses, '400');
  readonly toasts = new Toasts();
  readonly listing = new Listing();
  /** The model for chats that are not there yet; null for the server's choice. */
  readonly newChatModel = new Cell<string | null>(null);
  /** Chats that were made here by writing a first draft: no server needs to know them yet. */
  private readonly begun = new Set<Id>();
  private readonly places = new Map<Id, Place>();
  private count = 0;

  constructor(readonly theme: ThemeChoice, wide: boolean) {
    this.sidebar = new Cell(wide);
    this.tabs = new Cell(this.tabsAtStart());
    window.addEventListener('popstate', () => this.follow(window.location.pathname));
    this.tabs.subscribe(() => this.noteTabs());
  }

  get activeTab(): tabs.Tab {
    return tabs.activeTab(this.tabs.get());
  }

  /** Shows a chat, or with null a new one; `apart` in a tab of its own. */
  open(chat: Id | null, apart = false): void {
    this.show(tabs.openChat(this.tabs.get(), chat, this.nextKey(), apart));
  }

  newChat(): void {
    this.open(null, true);
    this.leaveDrawer();
    document.getElementById('composer')?.focus({ preventScroll: true });
  }

  /** On a narrow page the sidebar lies over the chat: it leaves once something was chosen in it. */
  leaveDrawer(): void {
    if (isNarrow()) this.sidebar.set(false);
  }

  activate(key: string): void {
    this.show(tabs.activate(this.tabs.get(), key));
  }

  /** Shows the tab at a place, if there is one. */
  activateAt(index: number): void {
    const tab = this.tabs.get().open[index];
    if (tab !== undefined) this.activate(tab.key);
  }

  step(by: 1 | -1): void {
    this.show(tabs.step(this.tabs.get(), by));
  }

  close(key: string): void {
    this.show(tabs.close(this.tabs.get(), key, this.nextKey()));
  }

  /** A chat has gone to the trash or for ever: it has no tab any more. */
  leave(chat: Id): void {
    const tab = this.tabs.get().open.find((candidate) => candidate.chat === chat);
    if (tab !== undefined) this.close(tab.key);
  }

  /** The new chat of a tab has been made. */
  attach(key: string, chat: Id): void {
    this.tabs.set(tabs.attach(this.tabs.get(), key, chat));
    if (this.tabs.get().active === key) window.history.replaceState(null, '', pathOf(chat));
  }

  keep(key: string): void {
    this.tabs.set(tabs.keep(this.tabs.get(), key));
  }

  /** Opens the chat and marks the message in it. */
  goTo(chat: Id, message: Id): void {
    this.open(chat);
    this.target.set({ chat, message, marked: true });
  }

  /** The first words in a new tab have made its chat. */
  begin(key: string, chat: Id): void {
    this.begun.add(chat);
    this.attach(key, chat);
  }

  /** The server knows a chat: where it is not any more, it is gone. */
  noteKnown(chat: Id): void {
    this.begun.delete(chat);
  }

  hasBegun(chat: Id): boolean {
    return this.begun.has(chat);
  }

  /** The reader wants to see what comes at the end of a chat. */
  toEnd(chat: Id): void {
    this.setPlace(chat, endPlace);
    this.ending.set({ chat });
  }

  place(chat: Id): Place | undefined {
    return this.places.get(chat);
  }

  setPlace(chat: Id, place: Place): void {
    this.places.set(chat, place);
  }

  togglePanel(panel: Panel): void {
    this.panel.set(this.panel.get() === panel ? null : panel);
  }

  private tabsAtStart(): tabs.Tabs {
    const shown = chatIn(window.location.pathname);
    let start = tabs.firstTab(this.nextKey());
    for (const chat of rememberedChats()) start = tabs.openChat(start, chat, this.nextKey(), start.open[0]?.chat !== null);
    const kept = { ...start, open: start.open.map((tab) => ({ ...tab, kept: tab.chat !== null })) };
    return tabs.openChat(kept, shown, this.nextKey(), false);
  }

  /** Shows other tabs, with an entry in the browser's history where the shown chat is another. */
  private show(next: tabs.Tabs): void {
    const path = pathOf(tabs.activeTab(next).chat);
    if (path !== window.location.pathname) window.history.pushState(null, '', path);
    this.tabs.set(next);
  }

  /** Back and forward: the address has changed already. */
  private follow(path: string): void {
    const chat = chatIn(path);
    const there = chat === null ? this.tabs.get().open.find((tab) => tab.chat === null) : undefined;
    this.tabs.set(there !== undefined ? tabs.activate(this.tabs.get(), there.key) : tabs.openChat(this.tabs.get(), chat, this.nextKey(), false));
  }

  private noteTabs(): void {
    const { open } = this.tabs.get();
    rememberChats(open.flatMap((tab) => (tab.chat === null ? [] : [tab.chat])));
  }

  private nextKey(): string {
    this.count += 1;
    return `tab-${this.count}`;
  }
}
