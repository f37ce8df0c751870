import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a sealed text is for. One made for a purpose opens for no other. */
export type Purpose = 'state' | 'ticket' | 'session';

/** Signs small values that travel through a browser, with a key that lives as long as the process. */
export class Seal {
  readonly #key = randomBytes(32);
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param lifetime milliseconds */
  close(purpose: Purpose, value: object, lifetime: number): string {
    const body = Buffer.from(JSON.stringify({ ...value, until: this.#now() + lifetime })).toString(
      'base64url',
    );
    return `${body}.${this.#sign(purpose, body).toString('base64url')}`;
  }

  /** The value, or `undefined` when it is forged, too old or made for something else. */
  open(purpose: Purpose, sealed: string): unknown {
    const [body = '', signature = ''] = sealed.split('.');
    const [given, expected] = [Buffer.from(signature, 'base64url'), this.#sign(purpose, body)];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { until, ...value } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { until: number };
    return until > this.#now() ? value : undefined;
  }

  #sign(purpose: Purpose, body: string): Buffer {
    return createHmac('sha256', this.#key).update(`${purpose}.${body}`).digest();
  }
}
