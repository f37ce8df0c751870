import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseCompactJws } from '../../src/server/compact-jws.parser.ts';
import { isEs256Signature } from '../../src/server/es256.signature.ts';
import { importKeySet } from '../../src/server/key-set.importer.ts';

/** Wycheproof's files lie beside the repository, not in it. */
const VECTORS = new URL('../../../../../shared/vectors/', import.meta.url);
const isPresent = existsSync(VECTORS);
if (!isPresent) process.stderr.write('Wycheproof: skipped, no ../shared/vectors beside this repository\n');

interface Case {
  readonly tcId: number;
  readonly comment: string;
  readonly result: 'valid' | 'invalid';
}

function groupsIn(file: string): unknown {
  const text = isPresent ? readFileSync(new URL(file, VECTORS), 'utf8') : '{"testGroups":[]}';
  return (JSON.parse(text) as { testGroups: unknown }).testGroups;
}

interface SignatureGroup {
  readonly publicKeyDer: string;
  readonly tests: readonly (Case & { readonly msg: string; readonly sig: string })[];
}

interface JwsGroup {
  readonly public: { readonly kid: string };
  readonly tests: readonly (Case & { readonly jws: string })[];
}

it('raw ES256 signatures: 262 of 262 as Wycheproof has them', () => {
  const verdicts = (groupsIn('ecdsa_secp256r1_sha256_p1363_test.json') as SignatureGroup[]).flatMap(
    (group) => {
      const key = createPublicKey({
        key: Buffer.from(group.publicKeyDer, 'hex'),
        format: 'der',
        type: 'spki',
      });
      return group.tests.map(({ msg, sig, ...test }) => {
        const signature = Buffer.from(sig, 'hex').toString('base64url');
        const text = Buffer.from(msg, 'hex').toString('latin1');
        return { ...test, isAccepted: isEs256Signature(text, signature, key) };
      });
    },
  );
  expect(verdicts.filter(({ result, isAccepted }) => isAccepted !== (result === 'valid'))).toEqual([]);
  expect(verdicts).toHaveLength(isPresent ? 262 : 0);
});

it('the JWS step: 41 of 41 as Wycheproof has them', async () => {
  const verdicts = [];
  for (const group of groupsIn('json_web_signature_p256_test.json') as JwsGroup[]) {
    const keys = await importKeySet(JSON.stringify({ keys: [group.public] }));
    for (const { jws, ...test } of group.tests) {
      let isAccepted = false;
      try {
        const { kid, signed, signature } = parseCompactJws(jws);
        const key = keys?.get(kid);
        isAccepted = key !== undefined && isEs256Signature(signed, signature, key);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ERR_IAP_JWT_INVALID' });
      }
      verdicts.push({ ...test, isAccepted });
    }
  }
  expect(verdicts.filter(({ result, isAccepted }) => isAccepted !== (result === 'valid'))).toEqual([]);
  expect(verdicts).toHaveLength(isPresent ? 41 : 0);
});
