/** One request at one front, as the terminal and `onRequest` learn of it. Holds no token and no query. */
export interface RequestRecord {
  /** ISO 8601. */
  readonly time: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** What was decided and why, in words. */
  readonly reason: string;
  /** Milliseconds from the request's headers to the end of the answer. */
  readonly ms: number;
}
