/** How many works of the browser's cryptography are under way. */
let working = 0;

/** Cryptography, of which each work goes through `turn` before it begins, and which `rest` waits for. */
export function inTurn(subtle: SubtleCrypto, turn: <T>(work: () => Promise<T>) => Promise<T>): Crypto {
  const turned = <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) => (...args: A): Promise<T> =>
    turn(() => {
      working += 1;
      return act(...args).finally(() => (working -= 1));
    });
  return {
    randomUUID: () => crypto.randomUUID(),
    getRandomValues: (bytes: Uint8Array) => crypto.getRandomValues(bytes),
    subtle: {
      generateKey: turned(subtle.generateKey.bind(subtle) as (...args: unknown[]) => Promise<unknown>),
      encrypt: turned(subtle.encrypt.bind(subtle)),
      decrypt: turned(subtle.decrypt.bind(subtle)),
    },
  } as unknown as Crypto;
}

/** Hides nothing and needs no thread of its own, so that what is drawn alone decides what happens before what. */
export const plainSubtle = {
  generateKey: async () => ({}),
  encrypt: async (_: AesGcmParams, __: CryptoKey, data: Uint8Array) => data,
  decrypt: async (_: AesGcmParams, __: CryptoKey, data: Uint8Array) => data,
} as unknown as SubtleCrypto;

/** Lets everything go on that waits for nothing but the browser's cryptography. */
export async function rest(): Promise<void> {
  for (let idle = 0; idle < 3; idle = working > 0 ? 0 : idle + 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
