import fc from 'fast-check';
import { IapError } from '../../src/index.ts';
import { IAP_JWT_REJECT_REASONS, IapJwtInvalidError } from '../../src/server/index.ts';
import { parseCompactJws } from '../../src/server/compact-jws.parser.ts';
import { derOf } from '../../src/server/es256.signature.ts';
import { IapJwtVerifier } from '../../src/server/iap-jwt.verifier.ts';
import { IapKeyStore } from '../../src/server/iap-key.store.ts';
import { traceOf } from '../../src/server/iap.decision.ts';
import { parseJsonObject } from '../../src/server/json-object.parser.ts';
import { lifetimeOf } from '../../src/server/key-set.lifetime.ts';
import { AUDIENCE, issuer, NOW } from './guarded-app.ts';

const RUNS = Number(process.env.IAP_PROPERTY_RUNS ?? 1_000);
const SEED = Number(process.env.IAP_PROPERTY_SEED ?? 1);
const settings = { numRuns: RUNS, seed: SEED };

const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url');

/** Anything at all, and what looks more and more like an assertion. */
const part = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map(b64),
  fc.json().map(b64),
  fc.stringMatching(/^[AQgwez_=+/. \n-]*$/),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
  fc
    .tuple(part, part, fc.uint8Array({ minLength: 64, maxLength: 64 }).map(b64))
    .map((parts) => parts.join('.')),
  fc
    .tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(3))
    .map(([at, put, cut]) => splice(issuer.serviceAccount('a@p.iam.gserviceaccount.com'), at, cut, put)),
);

function splice(whole: string, at: number, cut: number, put: string): string {
  const start = at % whole.length;
  return whole.slice(0, start) + put + whole.slice(start + cut);
}

describe(`for ${RUNS} cases from seed ${SEED}`, () => {
  it('the parser throws nothing but its own refusals', () => {
    fc.assert(
      fc.property(text, (assertion) => {
        try {
          parseCompactJws(assertion);
        } catch (error) {
          return error instanceof IapJwtInvalidError && IAP_JWT_REJECT_REASONS.includes(error.reason);
        }
        return true;
      }),
      settings,
    );
  });

  it('the verifier rejects with nothing but errors of this library, which hold nothing of the assertion', async () => {
    const store = new IapKeyStore(
      () => Promise.resolve('unreachable'),
      () => NOW * 1000,
      () => undefined,
    );
    const rules = { audiences: new Set([AUDIENCE]), clockSkewSeconds: 30 };
    const verifier = new IapJwtVerifier(rules, store, () => NOW * 1000);
    await fc.assert(
      fc.asyncProperty(text, async (assertion) => {
        const error: unknown = await verifier.verify(assertion).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(IapError);
        const held = JSON.stringify([error, (error as Error).message, (error as Error).cause ?? '']);
        if (assertion.length > 24) expect(held).not.toContain(JSON.stringify(assertion).slice(1, -1));
      }),
      settings,
    );
  });

  it('what was put into a JWS comes out of it, and has one spelling', () => {
    const kid = fc.stringMatching(/^[\w-]{1,64}$/);
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 });
    const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(kid, bytes, signature, (id, payload, rs) => {
        const header = b64(JSON.stringify({ alg: 'ES256', kid: id }));
        const jws = parseCompactJws(`${header}.${b64(payload)}.${b64(rs)}`);
        expect(jws).toEqual({
          kid: id,
          signed: `${header}.${b64(payload)}`,
          payload: b64(payload),
          signature: b64(rs),
        });
      }),
      settings,
    );
  });

  it('no two assertions are read as the same bytes', () => {
    fc.assert(
      fc.property(text, (assertion) => {
        let jws;
        try {
          jws = parseCompactJws(assertion);
        } catch {
          return true;
        }
        const [header = ''] = jws.signed.split('.');
        const respelled = [jws.payload, jws.signature].map((part) => b64(Buffer.from(part, 'base64url')));
        return assertion === [header, ...respelled].join('.');
      }),
      settings,
    );
  });

  it('an object with a name twice, at any depth and in any spelling, is found', () => {
    fc.assert(
      fc.property(tree, spelling, (root, spell) => {
        fc.pre(hasDuplicate(root));
        expect(parseJsonObject(write(root, spell))).toBe('duplicate-member');
      }),
      settings,
    );
  });

  it('any other is read as it was written, or refused for a name that is spelled with a backslash', () => {
    fc.assert(
      fc.property(tree, spelling, (root, spell) => {
        fc.pre(!hasDuplicate(root));
        const read = parseJsonObject(write(root, spell));
        const isPlain = !spell.escape && !namesOf(root).some((it) => JSON.stringify(it) !== `"${it}"`);
        if (isPlain || read !== 'duplicate-member') expect(read).toEqual(valueOf(root));
      }),
      settings,
    );
  });

  it('DER holds r and s, each in its shortest form', () => {
    const half = fc.tuple(fc.nat(32), fc.uint8Array({ minLength: 32, maxLength: 32 }));
    const integer = half.map(([zeros, bytes]) => Buffer.from(bytes).fill(0, 0, zeros));
    fc.assert(
      fc.property(integer, integer, (r, s) => {
        const der = derOf(Buffer.concat([r, s]));
        const written = [r, s].map((bytes) => {
          const hex = BigInt(`0x${bytes.toString('hex')}`).toString(16);
          const even = hex.length % 2 === 0 ? hex : `0${hex}`;
          const content = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
          return Buffer.concat([Buffer.from([2, content.length]), content]);
        });
        const content = Buffer.concat(written);
        expect(der).toEqual(Buffer.concat([Buffer.from([0x30, content.length]), content]));
      }),
      settings,
    );
  });

  it('no answer’s headers make keys live for a time that is none', () => {
    const names = fc.constantFrom('cache-control', 'expires', 'date', 'age');
    const values = fc.oneof(
      fc.stringMatching(/^[ -~]*$/),
      fc.nat().map((n) => `max-age=${n}`),
      fc.constantFrom('no-store', 'max-age="60", max-age=5', 'max-age=-1', 'max-age=1e9', '0'),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values)), (headers) => {
        const lifetime = lifetimeOf(Object.fromEntries(headers));
        return lifetime === undefined || (Number.isFinite(lifetime) && lifetime >= 0);
      }),
      settings,
    );
  });

  it('nothing but 32 hexadecimal digits is ever logged as a trace', () => {
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\da-f]{2}-[\da-f]{31,33}-[\da-f]{16}-01\n?$/),
      fc.stringMatching(/^[\da-fG]{31,33}\/1;o=1$/),
    );
    fc.assert(
      fc.property(odd, odd, (traceparent, cloud) =>
        /^(?:[\da-f]{32})?$/.test(traceOf({ traceparent, 'x-cloud-trace-context': cloud }) ?? ''),
      ),
      settings,
    );
  });
});

/** JSON before it is written: members as a list, so that a name can come twice. */
type Tree = string | number | boolean | null | readonly Tree[] | { readonly members: readonly Member[] };
type Member = readonly [name: string, value: Tree];

/** How it is written: blanks between tokens, and whether letters are escaped. */
interface Spelling {
  readonly blank: string;
  readonly escape: boolean;
}

const name = fc.oneof(
  fc.constantFrom('a', 'b', ':', '"', '\\', '__proto__'),
  fc.string({ unit: 'grapheme' }),
);
const { root: tree } = fc.letrec<{ root: { members: Member[] }; value: Tree }>((tie) => ({
  root: fc.record({ members: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }) }),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(name, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('root'),
  ),
}));
const spelling = fc.record({ blank: fc.constantFrom('', ' ', '\n\t'), escape: fc.boolean() });

function write(value: Tree, spell: Spelling): string {
  const list = (items: readonly string[]) => items.join(`${spell.blank},${spell.blank}`);
  if (typeof value === 'string') return writeText(value, spell);
  if (typeof value !== 'object' || value === null) return String(value);
  if ('members' in value) {
    const members = value.members.map(
      ([key, member]) => `${writeText(key, spell)}${spell.blank}:${spell.blank}${write(member, spell)}`,
    );
    return `{${spell.blank}${list(members)}}`;
  }
  return `[${list(value.map((item) => write(item, spell)))}${spell.blank}]`;
}

function writeText(value: string, { escape }: Spelling): string {
  if (!escape) return JSON.stringify(value);
  const units = Array.from({ length: value.length }, (_, n) => value.charCodeAt(n));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

function hasDuplicate(value: Tree): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!('members' in value)) return value.some(hasDuplicate);
  const names = value.members.map(([key]) => key);
  return new Set(names).size < names.length || value.members.some(([, member]) => hasDuplicate(member));
}

function namesOf(value: Tree): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!('members' in value)) return value.flatMap(namesOf);
  return value.members.flatMap(([key, member]) => [key, ...namesOf(member)]);
}

/** What a reader has to make of it, without JSON.parse. */
function valueOf(value: Tree): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!('members' in value)) return value.map(valueOf);
  return Object.fromEntries(value.members.map(([key, member]) => [key, valueOf(member)]));
}
