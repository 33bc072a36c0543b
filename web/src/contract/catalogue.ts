import type { Problem } from './problem';

/** A model that can answer. */
export interface Model {
  /** What mutations name. */
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly provider_name: string;
  /** Whether it runs on the server's own machine. */
  readonly local: boolean;
  /** Tokens that it can see at once; null when nobody says. */
  readonly context: number | null;
}

/** Where models come from. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly kind: 'companion' | 'environment' | 'custom';
  readonly base_url: string;
  readonly has_key: boolean;
  readonly state: 'ok' | 'checking' | 'failing';
  readonly problem: Problem | null;
}

/** The local model's state. */
export interface Companion {
  readonly state: 'absent' | 'starting' | 'loading' | 'ready' | 'failed';
  /** The name of its model; null before it is known. */
  readonly model: string | null;
  readonly problem: Problem | null;
  /** How often it has been started since the server was. */
  readonly attempt: number;
}

/** Everything that an answer can be asked from. */
export interface Catalogue {
  readonly models: readonly Model[];
  readonly providers: readonly Provider[];
  readonly companion: Companion;
}
