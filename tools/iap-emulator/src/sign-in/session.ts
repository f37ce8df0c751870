import { createHash } from 'node:crypto';
import { callerOf } from '../policy/caller.ts';
import type { Caller } from '../policy/caller.ts';
import { clearCookie, cookieOf, setCookie } from './cookies.ts';
import type { Seal } from './seal.ts';

const HOURS_8 = 8 * 3600;
const PREFIX = 'GCP_IAP_AUTH_TOKEN_';

/**
 * IAP's session with a browser on one service's front. The cookie has IAP's name without its `__Host-`, which browsers
 * keep for https; the digits differ by service because cookies do not tell the ports of one host apart.
 */
export class Session {
  readonly service: string;
  readonly #seal: Seal;
  readonly #name: string;

  constructor(service: string, seal: Seal) {
    this.service = service;
    this.#seal = seal;
    const digits = createHash('sha256').update(service).digest('hex').slice(0, 16).toUpperCase();
    this.#name = `${PREFIX}${digits}`;
  }

  /**
   * A Cookie header without the sessions of other services, which a browser sends along because all fronts share a host.
   * At Google's each service has a host of its own.
   */
  withoutOthers(cookies: string): string {
    if (!cookies.includes(PREFIX)) return cookies;
    const isOurs = (pair: string): boolean => {
      const name = pair.trim();
      return !name.startsWith(PREFIX) || name.startsWith(`${this.#name}=`);
    };
    return cookies.split(';').filter(isOurs).join(';').trim();
  }

  /** Who is signed in; a cookie that does not hold counts as none. */
  callerIn(cookies: string | undefined): Caller | undefined {
    const sealed = cookieOf(cookies, this.#name);
    const session = this.#seal.open('session', sealed ?? '') as
      { service: string; email: string } | undefined;
    return session?.service === this.service ? callerOf(session.email) : undefined;
  }

  /** Set-Cookie values that sign somebody in. */
  start({ email, subject }: Caller): string[] {
    const sealed = this.#seal.close('session', { service: this.service, email }, HOURS_8 * 1000);
    return [setCookie(this.#name, sealed, HOURS_8), setCookie('GCP_IAP_UID', subject, HOURS_8)];
  }

  /** Set-Cookie values that sign out. */
  end(): string[] {
    return [clearCookie(this.#name), clearCookie('GCP_IAP_UID')];
  }
}
