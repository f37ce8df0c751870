import type { Mutant } from './mutant.report.ts';

export interface Explained extends Mutant {
  /** Why no test can or should notice. */
  readonly why: string;
}

const server = (name: string): string => `src/server/${name}.ts`;
const client = (name: string): string => `src/client/${name}.ts`;

const NO_DIRECTIVE = 'Text that says nothing about freshness, like no text.';
const NARROWS =
  'Tells the compiler what the next test shows anyway: nothing else is in the set, or finite, or a token.';
const ONLY_USERS = 'Only users have a hosted domain, and no list holds a domain without a dot.';

export const EXPLAINED: readonly Explained[] = [
  {
    file: server('key-set.lifetime'),
    original: "''",
    replacement: '"Stryker was here!"',
    why: NO_DIRECTIVE,
  },
  { file: server('claims.rules'), original: "typeof aud !== 'string'", replacement: 'false', why: NARROWS },
  { file: server('claims.rules'), original: "typeof value === 'number'", replacement: 'true', why: NARROWS },
  { file: server('caller.policy'), original: "!('member' in caller)", replacement: 'false', why: NARROWS },
  ...[
    ["caller.kind === 'user' && caller.hostedDomain !== undefined", 'true'],
    [
      "caller.kind === 'user' && caller.hostedDomain !== undefined",
      "caller.kind === 'user' || caller.hostedDomain !== undefined",
    ],
    ["caller.kind === 'user'", 'true'],
    ['caller.hostedDomain !== undefined', 'true'],
  ].map(([original = '', replacement = '']) => ({
    file: server('caller.policy'),
    original,
    replacement,
    why: ONLY_USERS,
  })),
  {
    file: server('iap-key.store'),
    original: '-Infinity',
    replacement: '+Infinity',
    why: 'A time further ahead than any plan is taken for a clock that was set back: a fetch is due either way.',
  },
  {
    file: server('iap-key.store'),
    original: 'keys === undefined',
    replacement: 'false',
    why: 'Without keys after a fetch, the fetch has failed; this keeps it so if that ever changes.',
  },
  {
    file: server('iap-jwt.verifier'),
    original: 'this.verified.delete(assertion);',
    replacement: ';',
    why: 'A key that left the set never comes back as the same object: forgetting its assertions only frees memory.',
  },
  {
    file: server('iap-jwt.verifier'),
    original: 'key !== undefined',
    replacement: 'false',
    why: 'The way that waits gives the same answer, later: what is lost is speed.',
  },
  {
    file: client('token.provider'),
    original: '-Infinity',
    replacement: '+Infinity',
    why: 'A time that has not come ends every interval, as one that is long past does.',
  },
  {
    file: client('token.reader'),
    original: "typeof value !== 'string'",
    replacement: 'false',
    why: NARROWS,
  },
  {
    file: client('token.reader'),
    original: "{\n    return undefined; // The parser's message quotes the payload: it goes no further.\n  }",
    replacement: '{}',
    why: 'A function that ends without a value returns undefined.',
  },
];
