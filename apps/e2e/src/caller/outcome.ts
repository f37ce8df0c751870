/** What one call came to. */
export interface Outcome {
  readonly ms: number;
  /** Of the answer of the app, whether the caller takes it for a success or not. */
  readonly status?: number;
  readonly code?: string;
  readonly reason?: string;
  readonly message?: string;
  /** Whether a token can be read off the error, hidden parts included. */
  readonly leaks?: boolean;
}

/** The beginning of any JSON Web Token, ours and others. */
export const JWT = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/;
