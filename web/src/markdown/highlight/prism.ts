/** Prism, told not to look through the page by itself, and without its way of making HTML strings in use anywhere. */
export type Grammar = object;

export interface PrismToken {
  readonly type: string;
  readonly alias: string | readonly string[];
  readonly content: PrismStream;
}

export type PrismStream = string | PrismToken | ReadonlyArray<string | PrismToken>;

export interface PrismCore {
  readonly languages: Readonly<Record<string, unknown>>;
  tokenize(text: string, grammar: Grammar): ReadonlyArray<string | PrismToken>;
}

let core: Promise<PrismCore> | null = null;

export function loadPrism(): Promise<PrismCore> {
  core ??= start();
  return core;
}

async function start(): Promise<PrismCore> {
  // Prism reads its settings from a global of its own name, and each language registers itself there.
  Object.assign(globalThis, { Prism: { manual: true, disableWorkerMessageHandler: true } });
  const loaded = (await import('prismjs/components/prism-core.js')) as unknown as { readonly default: PrismCore };
  Object.assign(globalThis, { Prism: loaded.default });
  return loaded.default;
}
