const focusable = 'a[href],button:not(:disabled),input:not(:disabled),select:not(:disabled),textarea:not(:disabled),[tabindex]:not([tabindex="-1"])';

/** What the Tab key reaches inside an element, in order. */
export function focusableIn(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(focusable)].filter((found) => found.getClientRects().length > 0);
}

/** Moves the focus among the elements that match a selector, round and round. */
export function stepFocus(container: HTMLElement, selector: string, step: 1 | -1): void {
  const all = [...container.querySelectorAll<HTMLElement>(selector)];
  if (all.length === 0) return;
  const at = all.findIndex((element) => element === document.activeElement);
  const next = at === -1 ? (step === 1 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
  all[next]?.focus();
}

/** Moves the focus to the first or the last element that matches a selector. */
export function focusEnd(container: HTMLElement, selector: string, end: 'Home' | 'End'): void {
  const all = [...container.querySelectorAll<HTMLElement>(selector)];
  all[end === 'Home' ? 0 : all.length - 1]?.focus();
}

/** Moves the focus to the next element whose words begin with a text, the one that has it excepted while it is but a letter. */
export function focusByText(container: HTMLElement, selector: string, text: string): void {
  const all = [...container.querySelectorAll<HTMLElement>(selector)];
  const at = all.findIndex((element) => element === document.activeElement) + (text.length === 1 ? 1 : 0);
  const start = text.toLowerCase();
  const turned = [...all.slice(Math.max(0, at)), ...all.slice(0, Math.max(0, at))];
  turned.find((element) => element.textContent?.trim().toLowerCase().startsWith(start))?.focus();
}

/** Whether keys belong to a text that is being written. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}
