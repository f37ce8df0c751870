import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

/** What decides whether a request is let in, and whether and where a token goes. The rest is wiring around it. */
export const PARTS = {
  server: [
    'app-engine.request',
    'assertion.header',
    'base64url.decoder',
    'caller.judge',
    'caller.policy',
    'claims.rules',
    'compact-jws.parser',
    'email.rule',
    'es256.signature',
    'iam-member.parser',
    'iap-jwt.guard',
    'iap-jwt.verifier',
    'iap-key.store',
    'identity.rules',
    'identity.source',
    'jose-header.rules',
    'json-object.parser',
    'key-set.fetcher',
    'key-set.importer',
    'key-set.lifetime',
    'keys-in-hand',
    'keys-url.option',
    'known.headers',
    'optional.claims',
    'principal.factory',
    'route.rules',
    'user-rules.option',
    'verified.assertions',
  ],
  client: [
    'google.failures',
    'iap-answer',
    'iap-hints',
    'request-summary',
    'retry.policy',
    'token.carrier',
    'token.provider',
    'token.reader',
    'token.registry',
    'token.schedule',
    'token.wait',
    'token.wipe',
    'upstream',
  ],
} as const;

export type Part = keyof typeof PARTS;

export interface MutationOptions {
  /** Globs of Stryker's `mutate`, relative to the library. */
  readonly mutate: readonly string[];
  readonly workers: number;
  /** Whether survivors of the unit tests meet all other tests too: some twenty seconds for each. */
  readonly isThorough: boolean;
  /** Where the report is written, as JSON of the mutation-testing-elements schema. */
  readonly report: string | undefined;
}

/** @throws {TypeError} for an argument that is not known */
export function optionsOf(args: readonly string[]): MutationOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: Object.keys(PARTS) },
      file: { type: 'string', multiple: true, default: [] },
      workers: { type: 'string', default: String(availableParallelism()) },
      report: { type: 'string' },
      'unit-only': { type: 'boolean', default: false },
    },
  });
  const parts = values.only.flatMap((list) => list.split(','));
  const unknown = parts.find((part) => !Object.hasOwn(PARTS, part));
  if (unknown !== undefined)
    throw new TypeError(`--only takes ${Object.keys(PARTS).join(', ')}; not ${unknown}`);
  const workers = Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1) throw new TypeError('--workers takes a whole number from 1');
  return {
    mutate: values.file.length > 0 ? values.file : filesOf(parts as Part[]),
    workers,
    isThorough: !values['unit-only'],
    report: values.report,
  };
}

function filesOf(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => PARTS[part].map((name) => `src/${part}/${name}.ts`));
}
