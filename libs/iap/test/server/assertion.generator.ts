import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { IapTestIssuer } from '../../src/testing/index.ts';

/** Numbers that depend on the seed alone (mulberry32), so that every finding can be had again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Json = Record<string, unknown>;

/** Values that readers of JSON and of claims have been known to disagree about. */
const ODD_VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  0,
  -1,
  1.5,
  true,
  [],
  {},
  ['ES256'],
  'a',
  'a\u0000b',
  '\ud800',
  1e300,
  '1700000000',
  [null],
];

const CLAIMS = [
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'sub',
  'email',
  'hd',
  'azp',
  'gcip',
  'google',
  'identity_source',
];
const HEADERS = ['alg', 'kid', 'typ', 'crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'zip', 'cty'];
const ALGORITHMS = ['none', 'None', 'HS256', 'ES384', 'ES512', 'RS256', 'EdDSA', 'es256', 'ES256 ', 'ES256K'];
const TIMES = [
  -661, -660, -601, -600, -300, -61, -31, -30, -29, -1, 0, 1, 29, 30, 31, 60, 600, 630, 660, 661, 3600,
];

export interface GeneratorSettings {
  readonly issuer: IapTestIssuer;
  readonly audience: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** Assertions that are valid but for up to four things, or for nothing at all: claims, header, text, key and bytes. */
export function assertionGenerator(
  { issuer, audience, now }: GeneratorSettings,
  random: () => number,
): () => string {
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const int = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[int(items.length)] as T;
  const emails = [
    'web-sa@p.iam.gserviceaccount.com',
    'ann@example.com',
    'a@b',
    'accounts.google.com:a@b.com',
    'A@B.com',
  ];

  const changeClaims = (claims: Json): Json => {
    const iat = now + pick(TIMES);
    switch (int(6)) {
      case 0:
        return { ...claims, [pick(CLAIMS)]: pick(ODD_VALUES) };
      case 1:
        return { ...claims, iat, exp: iat + pick(TIMES) };
      case 2:
        return { ...claims, [pick(['exp', 'nbf', 'iat'])]: now + pick(TIMES) };
      case 3:
        return {
          ...claims,
          aud: pick([audience, [audience], [audience, 'x'], `${audience}/`, audience.toUpperCase()]),
        };
      case 4:
        return { ...claims, email: pick(emails) };
      default:
        return { ...claims, [`x${int(9)}`]: pick(ODD_VALUES) };
    }
  };

  const changeHeader = (header: Json): Json => {
    switch (int(4)) {
      case 0:
        return { ...header, [pick(HEADERS)]: pick(ODD_VALUES) };
      case 1:
        return { ...header, alg: pick(ALGORITHMS) };
      case 2:
        return { ...header, jwk: issuer.jwks().keys[0] };
      default:
        return {
          ...header,
          kid: pick(['x', 'k'.repeat(64), 'k'.repeat(65), '../a', `${String(header.kid)} `]),
        };
    }
  };

  /** Other spellings of the same JSON, duplicates among them. */
  const changeText = (text: string): string => {
    const twice = pick(['exp', 'aud', 'email', 'alg', 'kid', 'iss']);
    switch (int(5)) {
      case 0:
        return ` ${text}\n`;
      case 1:
        return text.replace('{', `{${JSON.stringify(twice)}:${JSON.stringify(pick(ODD_VALUES) ?? null)},`);
      case 2:
        return text.replace(
          /"(\w)(\w+)":/,
          (_, first: string, rest: string) => `"\\u00${hex(first)}${rest}":`,
        );
      case 3:
        return `\uFEFF${text}`;
      default:
        return text.slice(0, int(text.length));
    }
  };

  const changeBytes = (assertion: string): string => {
    const at = int(assertion.length);
    switch (int(7)) {
      case 0:
        return (
          assertion.slice(0, at) +
          pick(['A', '.', '=', '-', '+', '/', ' ', '\n', 'é', ',']) +
          assertion.slice(at + 1)
        );
      case 1:
        return assertion.slice(0, at);
      case 2:
        return assertion + pick(['A', '=', '==', '.', '.A', '\n', ' ']);
      case 3:
        return assertion.slice(0, at) + assertion.slice(at + 1);
      case 4:
        return assertion.slice(0, -1) + pick(['A', 'B', 'C', 'D', 'g', 'w', 'Q', '_', '-']);
      case 5:
        return assertion.replaceAll('-', '+').replaceAll('_', '/');
      default:
        return assertion.split('.').reverse().join('.');
    }
  };

  return () => {
    let claims: Json = issuer.claims(pick(emails));
    let header: Json = { alg: 'ES256', typ: 'JWT', kid: issuer.kid };
    let text = { header: (it: string) => it, payload: (it: string) => it };
    let key: KeyObject | undefined;
    const changes = Array.from({ length: int(5) }, () =>
      pick(['claims', 'claims', 'header', 'text', 'key', 'bytes']),
    );
    for (const change of changes) {
      if (change === 'claims') claims = changeClaims(claims);
      if (change === 'header') header = changeHeader(header);
      if (change === 'text') text = { ...text, [pick(['header', 'payload'])]: changeText };
      if (change === 'key') key = pick([undefined, stranger]);
    }
    const parts = [text.header(JSON.stringify(header)), text.payload(JSON.stringify(claims))];
    const signed = parts.map((part) => Buffer.from(part).toString('base64url')).join('.');
    const signature = key
      ? sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
      : issuer.signatureOf(signed);
    const assertion = `${signed}.${signature}`;
    return changes.includes('bytes') ? changeBytes(assertion) : assertion;
  };
}

function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16).padStart(2, '0');
}
