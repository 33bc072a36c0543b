import type { KeyboardEvent } from 'react';

/**
 * Whether a key press means "send". A key that ends the composition of a character does not; nor does Enter on a
 * keyboard on glass, which has no Shift to hold for a new line.
 */
export function isSendKey(event: KeyboardEvent, enterSends: boolean): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return enterSends && window.matchMedia('(hover: hover)').matches;
}
