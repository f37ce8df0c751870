import type { Pool } from 'undici';

/** Milliseconds that a connection may take to open. An attempt is not given up with its request, so it needs an end. */
const CONNECT_TIMEOUT = 30_000;
/** Milliseconds that an idle connection is kept if the other side names no time. Google's front ends keep theirs longer. */
const KEEP_ALIVE = 60_000;

/**
 * Connections to one origin, over undici. Loading undici takes a tenth of a second, so it is loaded with the first call
 * and not with the application; and it is an optional peer, so it may be missing.
 */
export class LazyPool {
  #opening: Promise<Pool | undefined> | undefined;
  #pool: Pool | undefined | null = null;

  constructor(private readonly origin: string) {}

  /** The pool if it is open, nothing if there will be none, null if nobody has opened it yet. */
  peek(): Pool | undefined | null {
    return this.#pool;
  }

  /** The pool; nothing where undici is not installed. */
  open(): Promise<Pool | undefined> {
    this.#opening ??= openPool(this.origin).then((pool) => (this.#pool = pool));
    return this.#opening;
  }
}

/** HTTP/1.1, and as many connections as there are calls under way: like an agent of Node's. */
async function openPool(origin: string): Promise<Pool | undefined> {
  const undici = await import('undici').catch(() => undefined);
  if (!undici) return undefined;
  return new undici.Pool(origin, {
    allowH2: false,
    connectTimeout: CONNECT_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE,
    headersTimeout: 0, // What limits a call is Axios's `timeout` and nothing else.
    bodyTimeout: 0,
  });
}
