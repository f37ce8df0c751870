/** What the load's process and a server's process tell each other. */
export type Framework = 'fastify' | 'express';

export type GuardKind = 'no guard' | 'nestjs-iap' | 'jose';

export interface ServerInput {
  readonly framework: Framework;
  readonly guard: GuardKind;
  readonly keysUrl: string;
}

/** Asks for the CPU time used so far, or for the cost of one bare signature check. */
export interface ServerRequest {
  readonly bare?: {
    /** PEM. */
    readonly key: string;
    readonly data: string;
    /** Base64. */
    readonly der: string;
    readonly calls: number;
  };
}

export interface ServerAnswer {
  /** When the server listens. */
  readonly port?: number;
  /** Microseconds. */
  readonly cpu?: number;
}
