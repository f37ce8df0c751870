import { boundedGet } from './bounded.get.ts';
import { importKeySet, type KeySet } from './key-set.importer.ts';
import { lifetimeOf } from './key-set.lifetime.ts';

/** Long enough for a far-away server, short enough that the requests waiting for the first keys are still answered. */
const TIMEOUT_MS = 5_000;

/** IAP's set has about 1 KB. */
const MAX_BYTES = 64 * 1024;

export interface FetchedKeySet {
  readonly keys: KeySet;
  /** How long the answer itself claims to be fresh, in milliseconds; undefined when it does not say. */
  readonly lifetimeMs: number | undefined;
}

/** Why a fetch brought no keys. */
export type KeyFetchFailure =
  'unreachable' | 'timeout' | 'status' | 'stopped' | 'too-large' | 'no-usable-key';

/** Reads the published keys. */
export class KeySetFetcher {
  private readonly stopping = new AbortController();

  constructor(
    private readonly url: URL,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** Never rejects: what went wrong is a value, made of a closed list of words. */
  async fetch(): Promise<FetchedKeySet | KeyFetchFailure> {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    try {
      const signal = AbortSignal.any([timeout, this.stopping.signal]);
      const { status, headers, text } = await boundedGet(this.url, { signal, maxBytes: MAX_BYTES });
      if (status !== 200) return 'status';
      if (text === undefined) return 'too-large';
      const keys = await importKeySet(text);
      return keys === undefined ? 'no-usable-key' : { keys, lifetimeMs: lifetimeOf(headers) };
    } catch {
      if (this.stopping.signal.aborted) return 'stopped';
      return timeout.aborted ? 'timeout' : 'unreachable';
    }
  }

  /** Ends a fetch under way, so that it does not hold up the shutdown. */
  stop(): void {
    this.stopping.abort();
  }
}
