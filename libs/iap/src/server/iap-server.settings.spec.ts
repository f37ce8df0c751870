import { IapConfigError } from '../iap.errors.ts';
import { IapTestIssuer } from '../testing/index.ts';
import { settingsOf } from './iap-server.settings.ts';

const GOOD = {
  audience: '/projects/123456789012/apps/quotes-demo',
  allowedCallers: ['serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com'],
};

async function faultOf(change: object, env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    await settingsOf({ ...GOOD, ...change }, env);
  } catch (error) {
    if (error instanceof IapConfigError) return error.message;
    throw error;
  }
  return 'none';
}

it('fills in what IAP documents', async () => {
  await expect(settingsOf(GOOD, {})).resolves.toEqual({
    audiences: new Set([GOOD.audience]),
    allowedCallers: new Set(GOOD.allowedCallers),
    requireOfUsers: { hostedDomains: undefined, accessLevels: undefined },
    keysUrl: new URL('https://www.gstatic.com/iap/verify/public_key-jwk'),
    pinnedKeys: undefined,
    clockSkewSeconds: 30,
    isEnforcing: true,
    warmUp: true,
    logDecisions: 'refused',
  });
});

it.each([
  ['App Engine', '/projects/1/apps/quotes-demo'],
  ['App Engine in a domain-scoped project', '/projects/1/apps/example.com:quotes-demo'],
  ['a global backend service', '/projects/1/global/backendServices/4711'],
  ['a regional backend service', '/projects/1/europe-west1/backendServices/4711'],
  ['Cloud Run', '/projects/1/locations/europe-west1/services/quotes'],
])('accepts the audience of %s', async (_name, audience) => {
  expect(await faultOf({ audience })).toBe('none');
  expect(await faultOf({ audience: [GOOD.audience, audience] })).toBe('none');
});

it.each`
  flaw                               | change                                                                                           | sentence
  ${'no audience'}                   | ${{ audience: undefined }}                                                                       | ${'audience: set what IAP writes'}
  ${'an empty audience'}             | ${{ audience: '' }}                                                                              | ${'audience: set what IAP writes'}
  ${'no audiences'}                  | ${{ audience: [] }}                                                                              | ${'audience: set what IAP writes'}
  ${'a number as audience'}          | ${{ audience: [1] }}                                                                             | ${'not number'}
  ${'the project id'}                | ${{ audience: '/projects/quotes-demo/apps/quotes-demo' }}                                        | ${'gcloud projects describe quotes-demo'}
  ${'an OAuth client id'}            | ${{ audience: '1-a.apps.googleusercontent.com' }}                                                | ${'an OAuth client id is what callers'}
  ${'no slash in front'}             | ${{ audience: 'projects/1/apps/quotes-demo' }}                                                   | ${'no audience of IAP'}
  ${'a slash at the end'}            | ${{ audience: `${GOOD.audience}/` }}                                                             | ${'no audience of IAP'}
  ${'a line break at the end'}       | ${{ audience: `${GOOD.audience}\n` }}                                                            | ${'no audience of IAP'}
  ${'project number zero'}           | ${{ audience: '/projects/0/apps/quotes-demo' }}                                                  | ${'no audience of IAP'}
  ${'no callers'}                    | ${{ allowedCallers: undefined }}                                                                 | ${'set the list of callers'}
  ${'callers as text'}               | ${{ allowedCallers: GOOD.allowedCallers[0] }}                                                    | ${'set the list of callers'}
  ${'an empty list of callers'}      | ${{ allowedCallers: [] }}                                                                        | ${'name at least one caller'}
  ${'an empty caller'}               | ${{ allowedCallers: [''] }}                                                                      | ${'is not understood'}
  ${'everybody'}                     | ${{ allowedCallers: ['allUsers'] }}                                                              | ${'would let everybody in'}
  ${'everybody with an account'}     | ${{ allowedCallers: ['allAuthenticatedUsers'] }}                                                 | ${'would let everybody in'}
  ${'a wildcard'}                    | ${{ allowedCallers: ['serviceAccount:*'] }}                                                      | ${'would let everybody in'}
  ${'a bare service account'}        | ${{ allowedCallers: ['a@b.iam.gserviceaccount.com'] }}                                           | ${'Write "serviceAccount:a@b.iam.gserviceaccount.com"'}
  ${'a bare person'}                 | ${{ allowedCallers: ['a@example.com'] }}                                                         | ${'Write "user:a@example.com"'}
  ${'a person as account'}           | ${{ allowedCallers: ['serviceAccount:a@example.com'] }}                                          | ${'Write "user:a@example.com"'}
  ${'an account as person'}          | ${{ allowedCallers: ['user:a@b.iam.gserviceaccount.com'] }}                                      | ${'Write "serviceAccount:a@b'}
  ${'a look-alike domain'}           | ${{ allowedCallers: ['serviceAccount:a@xgserviceaccount.com'] }}                                 | ${'Write "user:'}
  ${'an account without an address'} | ${{ allowedCallers: ['serviceAccount:web-sa'] }}                                                 | ${'holds no address'}
  ${'capitals'}                      | ${{ allowedCallers: ['serviceAccount:A@b.iam.gserviceaccount.com'] }}                            | ${'lower case'}
  ${'a group'}                       | ${{ allowedCallers: ['group:a@example.com'] }}                                                   | ${'which groups'}
  ${'another syntax'}                | ${{ allowedCallers: ['serviceaccount:a@b.iam.gserviceaccount.com'] }}                            | ${'is not understood'}
  ${'no rules for users'}            | ${{ requireOfUsers: null }}                                                                      | ${'requireOfUsers: set hostedDomains'}
  ${'rules that were not set'}       | ${{ requireOfUsers: undefined }}                                                                 | ${'requireOfUsers: set hostedDomains'}
  ${'rules that are empty'}          | ${{ requireOfUsers: {} }}                                                                        | ${'requireOfUsers: set hostedDomains'}
  ${'rules as a list'}               | ${{ requireOfUsers: [] }}                                                                        | ${'requireOfUsers: set hostedDomains'}
  ${'a rule that was not set'}       | ${{ requireOfUsers: { hostedDomains: undefined } }}                                              | ${'requireOfUsers: set hostedDomains'}
  ${'an inherited name'}             | ${{ requireOfUsers: { toString: ['example.com'] } }}                                             | ${'requireOfUsers: set hostedDomains'}
  ${'an option with a typing error'} | ${{ requireOfUser: {} }}                                                                         | ${'requireOfUser: there is no such option. Known: audience, allowedCallers'}
  ${'a rule with a typing error'}    | ${{ requireOfUsers: { hostedDomain: ['example.com'] } }}                                         | ${'requireOfUsers: set hostedDomains'}
  ${'an empty list of domains'}      | ${{ requireOfUsers: { hostedDomains: [] } }}                                                     | ${'hostedDomains: set a list'}
  ${'a domain in capitals'}          | ${{ requireOfUsers: { hostedDomains: ['a.com', 'B.com'] } }}                                     | ${'hostedDomains: set a list'}
  ${'a short access level'}          | ${{ requireOfUsers: { accessLevels: ['corporate'] } }}                                           | ${'accessLevels: set a list'}
  ${'an access level as text'}       | ${{ requireOfUsers: { accessLevels: 'accessPolicies/1/accessLevels/a' } }}                       | ${'accessLevels: set a list'}
  ${'an unknown mode'}               | ${{ mode: 'off' }}                                                                               | ${'mode: set one of'}
  ${'a warm-up as text'}             | ${{ warmUp: 'no' }}                                                                              | ${'warmUp: set one of true, false'}
  ${'unknown decisions'}             | ${{ logDecisions: 'none' }}                                                                      | ${'logDecisions: set one of refused, all'}
  ${'pinned keys that are none'}     | ${{ pinnedKeys: { keys: [] } }}                                                                  | ${'pinnedKeys: set a JWK set'}
  ${'pinned keys and an address'}    | ${{ pinnedKeys: { keys: [] }, keysUrl: 'https://example.com' }}                                  | ${'pinnedKeys: set either'}
  ${'a domain in capitals'}          | ${{ allowedCallers: ['domain:Example.com'] }}                                                    | ${'names no domain'}
  ${'a whole pool'}                  | ${{ allowedCallers: ['principalSet://iam.googleapis.com/locations/global/workforcePools/p/*'] }} | ${'would let everybody in'}
  ${'a pool without a subject'}      | ${{ allowedCallers: ['principal://iam.googleapis.com/locations/global/workforcePools/staff'] }}  | ${'is not understood'}
  ${'a number as caller'}            | ${{ allowedCallers: [1] }}                                                                       | ${'write every entry as a string'}
  ${'http'}                          | ${{ keysUrl: 'http://example.com/keys' }}                                                        | ${'set an https URL'}
  ${'a host like loopback'}          | ${{ keysUrl: 'http://127.0.0.1.example.com/' }}                                                  | ${'set an https URL'}
  ${'a file'}                        | ${{ keysUrl: 'file:///keys' }}                                                                   | ${'set an https URL'}
  ${'no URL'}                        | ${{ keysUrl: 'keys' }}                                                                           | ${'keysUrl: set a URL'}
  ${'a password'}                    | ${{ keysUrl: 'https://u:s3cret@example.com/' }}                                                  | ${'leave user and password out'}
  ${'a negative skew'}               | ${{ clockSkewSeconds: -1 }}                                                                      | ${'from 0 to 60'}
  ${'a skew beyond the cap'}         | ${{ clockSkewSeconds: 61 }}                                                                      | ${'from 0 to 60'}
  ${'a skew as text'}                | ${{ clockSkewSeconds: '30' }}                                                                    | ${'from 0 to 60'}
  ${'NaN as skew'}                   | ${{ clockSkewSeconds: NaN }}                                                                     | ${'from 0 to 60'}
`('refuses $flaw', async ({ change, sentence }) => {
  expect(await faultOf(change)).toContain(sentence);
  expect(await faultOf(change)).not.toContain('s3cret');
});

it.each([
  { clockSkewSeconds: 0 },
  { clockSkewSeconds: 60 },
  { keysUrl: 'http://127.0.0.1:8000/keys' },
  { keysUrl: 'http://[::1]/' },
  { keysUrl: 'http://localhost:1/' },
  { mode: 'enforce' },
  { mode: 'report-only' },
  { warmUp: false },
  { logDecisions: 'all' },
  { requireOfUsers: { hostedDomains: ['example.com'], accessLevels: ['accessPolicies/1/accessLevels/a_b'] } },
  { allowedCallers: ['domain:example.com', "user:Ann.O'Hara@example.com"] },
  {
    allowedCallers: [
      'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/eve@example.com',
    ],
  },
])('accepts %j', async (change) => {
  expect(await faultOf(change)).toBe('none');
});

it('names every fault at once', async () => {
  const message = await faultOf({
    audience: 'a',
    allowedCallers: ['b', 'c'],
    keysUrl: 'd',
    clockSkewSeconds: 99,
  });
  expect(message.match(/^ {2}- \w+/gm)).toEqual([
    '  - audience',
    '  - allowedCallers',
    '  - allowedCallers',
    '  - keysUrl',
    '  - clockSkewSeconds',
  ]);
});

describe('report-only', () => {
  it.each`
    mode                           | nodeEnv          | isEnforcing
    ${undefined}                   | ${'production'}  | ${true}
    ${'enforce'}                   | ${'production'}  | ${true}
    ${'report-only'}               | ${'development'} | ${false}
    ${'report-only'}               | ${undefined}     | ${false}
    ${'report-only-in-production'} | ${'production'}  | ${false}
  `('mode $mode with NODE_ENV=$nodeEnv enforces: $isEnforcing', async ({ mode, nodeEnv, isEnforcing }) => {
    await expect(settingsOf({ ...GOOD, mode }, { NODE_ENV: nodeEnv })).resolves.toMatchObject({
      isEnforcing,
    });
  });

  it('has to be spelled out in production', async () => {
    const fault = await faultOf({ mode: 'report-only' }, { NODE_ENV: 'production' });
    expect(fault).toContain('set report-only-in-production');
  });
});

it('imports pinned keys at once', async () => {
  const jwks = new IapTestIssuer({ audience: GOOD.audience }).jwks();
  const { pinnedKeys } = await settingsOf({ ...GOOD, pinnedKeys: jwks }, {});
  expect(pinnedKeys?.size).toBe(1);
});
