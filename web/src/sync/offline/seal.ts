import type { CopyKey } from './place';

const nonceLength = 12;

/** A record as it lies on the shelf. */
export interface Sealed {
  readonly nonce: Uint8Array;
  readonly data: ArrayBuffer;
}

/**
 * A key for a copy, made in this browser and never outside of it.
 *
 * What it protects from, and what not: it cannot be exported, so neither a script that reads the database nor a copied profile folder without
 * the browser's own key store shows a word of a chat. It is no password: whoever can use this browser as this user can use the key, and so can
 * a script that runs in this origin. Browsers differ in how they store such keys on disk; an encrypted disk and a locked account are what
 * protects from somebody who has the machine. Names of records (identifiers, numbers), their sizes and times are not hidden.
 */
export async function makeKey(crypto: Crypto): Promise<CopyKey> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return { id: crypto.randomUUID(), key };
}

/** Seals a value as the record of this name: moved to another name, or taken for another form, it does not open. */
export async function seal(crypto: Crypto, key: CopyKey, name: string, json: string): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
  const data = await crypto.subtle.encrypt(parameters(nonce, name), key.key, new TextEncoder().encode(json));
  return { nonce, data };
}

/** @throws when it was not sealed with this key under this name, or is no record at all. */
export async function open(crypto: Crypto, key: CopyKey, name: string, record: unknown): Promise<unknown> {
  const { nonce, data } = record as Sealed;
  const bytes = await crypto.subtle.decrypt(parameters(nonce, name), key.key, data);
  return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
}

function parameters(nonce: Uint8Array, name: string): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(`parlance/${name}`) };
}
