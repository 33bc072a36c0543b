import { decodeEntities } from './entities';

const schemes = new Set(['http:', 'https:', 'mailto:']);

/** The address to link to, or null where following it could do anything but open a page or a letter. */
export function safeAddress(href: string | null | undefined): string | null {
  if (href === null || href === undefined || href.length > 4096) return null;
  const text = decodeEntities(href).trim();
  // A relative address would lead into this page itself; a model cannot mean that.
  if (!/^(?:https?:\/\/|mailto:)/i.test(text)) return null;
  try {
    return schemes.has(new URL(text).protocol) ? text : null;
  } catch {
    return null;
  }
}
