/** What went wrong, in the one form that every part of the server uses. */
export interface Problem {
  /** Stable, for programs: `chat_unknown`. */
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Finds the request in the server's log; may be empty. */
  readonly request_id: string;
  /** The field that was wrong, where it was one. */
  readonly field?: string;
}
