import type { Catalogue, Model } from '../../contract';

/** Models of one provider, under its name. */
export interface ModelGroup {
  readonly provider: string;
  readonly name: string;
  readonly models: readonly Model[];
}

/** The models in the catalogue's order, those of one provider together. */
export function groupModels(models: readonly Model[]): readonly ModelGroup[] {
  const groups = new Map<string, { provider: string; name: string; models: Model[] }>();
  for (const model of models) {
    const group = groups.get(model.provider) ?? { provider: model.provider, name: model.provider_name, models: [] };
    group.models.push(model);
    groups.set(model.provider, group);
  }
  return [...groups.values()];
}

/** The model that an answer will come from: the one that was chosen while it is there, otherwise the first. */
export function effectiveModel(catalogue: Catalogue | null, chosen: string | null): Model | null {
  const models = catalogue?.models ?? [];
  return models.find((model) => model.id === chosen) ?? models[0] ?? null;
}

/** What to call a model that may have left the catalogue since. */
export function modelName(catalogue: Catalogue | null, id: string): string {
  // An identifier is its provider's, a slash, and the provider's own name for it.
  return catalogue?.models.find((model) => model.id === id)?.name ?? id.slice(id.indexOf('/') + 1);
}

/** What the local model is doing, in a sentence; null when there is nothing to say. */
export function companionSentence(catalogue: Catalogue | null): string | null {
  if (catalogue === null) return null;
  const { state, attempt, problem } = catalogue.companion;
  if (state === 'starting') return attempt > 1 ? 'The local model is starting again…' : 'The local model is starting…';
  if (state === 'loading') return 'The local model is loading…';
  if (state === 'failed') return problem?.message ?? 'The local model could not be started.';
  return null;
}

/** "8K", "128K", "1M" tokens. */
export function contextSize(tokens: number): string {
  if (tokens >= 1_000_000) return `${Math.round(tokens / 100_000) / 10}M`;
  return tokens >= 1000 ? `${Math.round(tokens / 1024)}K` : String(tokens);
}
