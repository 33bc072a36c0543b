import type { Id } from '../../contract';

/** One open place: a chat, or a new one that has no message yet. */
export interface Tab {
  readonly key: string;
  readonly chat: Id | null;
  /** Opening another chat takes the place of a tab that was only looked at; a kept one stays. */
  readonly kept: boolean;
}

/** The open places, and the one that is shown. Never empty. */
export interface Tabs {
  readonly open: readonly Tab[];
  readonly active: string;
}

export function firstTab(key: string): Tabs {
  return { open: [{ key, chat: null, kept: false }], active: key };
}

export function activeTab(tabs: Tabs): Tab {
  const tab = tabs.open.find((candidate) => candidate.key === tabs.active) ?? tabs.open[0];
  return tab ?? { key: tabs.active, chat: null, kept: false };
}

export function activate(tabs: Tabs, key: string): Tabs {
  return tabs.open.some((tab) => tab.key === key) ? { ...tabs, active: key } : tabs;
}

/** Shows a chat: in the tab that has it, in place of the shown tab where nothing is lost by that, or in a tab of its own. */
export function openChat(tabs: Tabs, chat: Id | null, key: string, apart: boolean): Tabs {
  // A new chat with a draft in it is kept: it is another one.
  const there = tabs.open.find((tab) => tab.chat === chat && (chat !== null || !tab.kept));
  if (there !== undefined) return { ...tabs, active: there.key };
  const tab: Tab = { key, chat, kept: apart && chat !== null };
  const shown = activeTab(tabs);
  if (shown.kept || apart) return { open: insertAfter(tabs.open, shown.key, tab), active: key };
  return { open: tabs.open.map((other) => (other.key === shown.key ? tab : other)), active: key };
}

/** The new chat of a tab has got its first message, and with it a name. */
export function attach(tabs: Tabs, key: string, chat: Id): Tabs {
  return { ...tabs, open: tabs.open.map((tab) => (tab.key === key ? { key, chat, kept: true } : tab)) };
}

export function keep(tabs: Tabs, key: string): Tabs {
  const tab = tabs.open.find((candidate) => candidate.key === key);
  if (tab === undefined || tab.kept) return tabs;
  return { ...tabs, open: tabs.open.map((other) => (other === tab ? { ...tab, kept: true } : other)) };
}

/** Closes a tab; the one beside it is shown, and an empty one where it was the last. */
export function close(tabs: Tabs, key: string, freshKey: string): Tabs {
  const at = tabs.open.findIndex((tab) => tab.key === key);
  if (at === -1) return tabs;
  const open = tabs.open.filter((tab) => tab.key !== key);
  if (open.length === 0) return firstTab(freshKey);
  if (tabs.active !== key) return { ...tabs, open };
  return { open, active: (open[at] ?? open[open.length - 1])?.key ?? freshKey };
}

/** The next tab, or the one before, round and round. */
export function step(tabs: Tabs, by: 1 | -1): Tabs {
  const at = tabs.open.findIndex((tab) => tab.key === tabs.active);
  const next = tabs.open[(at + by + tabs.open.length) % tabs.open.length];
  return next === undefined ? tabs : { ...tabs, active: next.key };
}

function insertAfter(open: readonly Tab[], key: string, tab: Tab): Tab[] {
  const at = open.findIndex((other) => other.key === key);
  return [...open.slice(0, at + 1), tab, ...open.slice(at + 1)];
}
