import type { KeyboardEvent } from 'react';

/** Whether a key press means "send". A key that ends the composition of a character does not. */
export function isSendKey(event: KeyboardEvent, enterSends: boolean): boolean {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey || event.altKey) return false;
  return enterSends || event.ctrlKey || event.metaKey;
}
