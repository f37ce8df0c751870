import { Inject, Injectable } from '@nestjs/common';

import { TokenProvider } from './token.provider.ts';
import type { CredentialType } from './token.source.ts';

/** How the token for one upstream stands. */
export interface TokenReport {
  /** `fresh`; `stale`: still sent, but its renewal fails; `none`: the next call waits for one, or fails. */
  readonly state: 'fresh' | 'stale' | 'none';
  readonly type: CredentialType;
  /** Whom the token is for: an OAuth client id, or the URL of the upstream. */
  readonly audience: string;
  /** Until the token at hand expires. */
  readonly lifeSeconds: number;
  /** How many requests for a token have failed in a row. */
  readonly failures: number;
}

/** How the token for one upstream stands, for a health endpoint or a metric. Asks nobody, and never waits. */
@Injectable()
export class IapTokenHealth {
  constructor(@Inject(TokenProvider) private readonly tokens: TokenProvider) {}

  report(): TokenReport {
    const { type, audience, lifeLeft, failures } = this.tokens;
    const inUse = failures > 0 ? 'stale' : 'fresh';
    const state = this.tokens.peek() ? inUse : 'none';
    return { state, type, audience, lifeSeconds: Math.floor(lifeLeft / 1000), failures };
  }
}
