import type { Decision } from '../front/iap.decision.ts';

/** One request, as it was seen when its answer was over. Holds no token and no query. */
export interface RequestRecord {
  /** Counts from 1 in the order in which answers ended. */
  readonly id: number;
  /** ISO 8601, on the emulator's clock. */
  readonly time: string;
  /** Who was asked: IAP in front of a service, its metadata server, or the addresses of the keys. */
  readonly at: 'front' | 'metadata' | 'keys' | 'admin';
  /** The service, or `emulator` for the keys, which are everybody's. */
  readonly service: string;
  readonly method: string;
  readonly path: string;
  /** 499 when the client was gone before the answer began, 0 when a fault broke the connection off. */
  readonly status: number;
  /** What IAP did; left out where it was not asked. */
  readonly decision?: Decision['does'];
  /** Address of the caller whose credential counted. */
  readonly caller?: string;
  /** What was decided and why, in words. */
  readonly reason: string;
  /** Milliseconds from the request's headers to the end of the answer. */
  readonly ms: number;
}

/** A record that has no number yet. */
export type NewRecord = Omit<RequestRecord, 'id'>;

const TOKEN_LIKE = /\b(?:eyJ[\w-]*(?:(?:\.|%2e)[\w-]*)*|ya29\.[\w.-]+)/gi;

/** A path without its query, and without what looks like a token in it. */
export function recordedPath(path: string): string {
  return (path.split('?')[0] ?? '').replace(TOKEN_LIKE, '…');
}
