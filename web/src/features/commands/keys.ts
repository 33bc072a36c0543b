const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const codes: Readonly<Record<string, string>> = { '.': 'Period', ',': 'Comma', ']': 'BracketRight', '[': 'BracketLeft' };

/**
 * Whether a key press is a shortcut such as "Mod+Shift+F" or "?". "Mod" is Command on a Mac and Control elsewhere.
 * With modifiers the place on the keyboard counts: Option changes the letter on a Mac.
 */
export function pressed(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+');
  const key = parts[parts.length - 1] ?? '';
  const mod = parts.includes('Mod');
  const alt = parts.includes('Alt');
  if (parts.length === 1) return event.key === key && !event.ctrlKey && !event.metaKey && !event.altKey;
  if ((isMac ? event.metaKey : event.ctrlKey) !== mod || (isMac ? event.ctrlKey : event.metaKey)) return false;
  if (event.altKey !== alt || event.shiftKey !== parts.includes('Shift')) return false;
  return event.code === (codes[key] ?? `Key${key}`);
}

/** The shortcut as it stands on the user's keys. */
export function formatKeys(keys: string): string {
  return keys
    .replace('Mod', isMac ? '⌘' : 'Ctrl')
    .replace('Alt', isMac ? '⌥' : 'Alt')
    .replace('Shift', isMac ? '⇧' : 'Shift');
}
