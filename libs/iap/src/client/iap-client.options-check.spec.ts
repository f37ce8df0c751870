import { assertClientOptions } from './iap-client.options-check.ts';

const good = {
  baseURL: 'https://api-dot-p.ew.r.appspot.com',
  targetAudience: '123-abc.apps.googleusercontent.com',
};
const check = (change: object) => () => {
  assertClientOptions({ ...good, ...change });
};

describe('the options of IapClientModule', () => {
  it.each`
    option              | value
    ${'baseURL'}        | ${'https://api.example.com'}
    ${'baseURL'}        | ${'https://api.example.com:8443/v1/'}
    ${'baseURL'}        | ${'HTTPS://API.example.com'}
    ${'baseURL'}        | ${'http://127.0.0.1:8081'}
    ${'baseURL'}        | ${'http://127.9.9.9'}
    ${'baseURL'}        | ${'http://[::1]:8081'}
    ${'baseURL'}        | ${'http://localhost:8081'}
    ${'targetAudience'} | ${'32555940559.apps.googleusercontent.com'}
    ${'headers'}        | ${{ accept: 'application/json', common: { 'x-app': '1' } }}
    ${'headers'}        | ${{ 'proxy-authorization': 'Basic x' }}
    ${'timeout'}        | ${1}
  `('take $option $value', ({ option, value }) => {
    expect(check({ [option]: value })).not.toThrow();
  });

  it.each`
    option                | value                                        | sentence
    ${'baseURL'}          | ${undefined}                                 | ${/baseURL is missing: set/}
    ${'baseURL'}          | ${''}                                        | ${/baseURL is missing/}
    ${'baseURL'}          | ${'/v1'}                                     | ${/no http\(s\) URL/}
    ${'baseURL'}          | ${'https:api.example.com'}                   | ${/no http\(s\) URL/}
    ${'baseURL'}          | ${' https://api.example.com'}                | ${/no http\(s\) URL/}
    ${'baseURL'}          | ${'ftp://api.example.com'}                   | ${/no http\(s\) URL/}
    ${'baseURL'}          | ${'http://api.example.com'}                  | ${/must be https/}
    ${'baseURL'}          | ${'http://127.0.0.1.example.com'}            | ${/must be https/}
    ${'baseURL'}          | ${'http://localhost.example.com'}            | ${/must be https/}
    ${'baseURL'}          | ${'http://0.0.0.0'}                          | ${/must be https/}
    ${'baseURL'}          | ${'https://u@api.example.com'}               | ${/user name/}
    ${'baseURL'}          | ${'https://:p@api.example.com'}              | ${/user name/}
    ${'baseURL'}          | ${'https://api.example.com?x'}               | ${/query/}
    ${'baseURL'}          | ${'https://api.example.com#x'}               | ${/fragment/}
    ${'baseURL'}          | ${'https://api.example.com\\v1'}             | ${/backslash/}
    ${'targetAudience'}   | ${undefined}                                 | ${/targetAudience is missing: set/}
    ${'targetAudience'}   | ${'https://api.example.com/*'}               | ${/is a URL, .* set the OAuth client id/}
    ${'targetAudience'}   | ${'/projects/1/apps/p'}                      | ${/audience of IAP's assertion/}
    ${'targetAudience'}   | ${'a@b.apps.googleusercontent.com'}          | ${/no OAuth client id/}
    ${'targetAudience'}   | ${'1-a.apps.googleusercontent.com&format=x'} | ${/no OAuth client id/}
    ${'targetAudience'}   | ${'1-a.apps.googleusercontent.com.evil.com'} | ${/no OAuth client id/}
    ${'credentialHeader'} | ${'x-token'}                                 | ${/credentialHeader must be/}
    ${'headers'}          | ${{ Authorization: 'Basic x' }}              | ${/headers must not set authorization/}
    ${'headers'}          | ${{ common: { AUTHORIZATION: 'Basic x' } }}  | ${/headers must not set authorization/}
    ${'headers'}          | ${{ post: { authorization: 'Basic x' } }}    | ${/headers must not set authorization/}
    ${'adapter'}          | ${'fetch'}                                   | ${/adapter cannot be set/}
    ${'auth'}             | ${{ username: 'u', password: 'p' }}          | ${/auth cannot be set/}
    ${'beforeRedirect'}   | ${() => undefined}                           | ${/beforeRedirect cannot be set/}
    ${'httpVersion'}      | ${2}                                         | ${/httpVersion cannot be set/}
    ${'maxRedirects'}     | ${5}                                         | ${/maxRedirects cannot be set/}
    ${'proxy'}            | ${{ host: '127.0.0.1', port: 3128 }}         | ${/proxy cannot be set/}
    ${'socketPath'}       | ${'/run/x.sock'}                             | ${/socketPath cannot be set/}
    ${'transport'}        | ${{}}                                        | ${/transport cannot be set/}
  `('refuse $option $value', ({ option, value, sentence }) => {
    expect(check({ [option]: value })).toThrow(sentence);
    expect(check({ [option]: value })).toThrow(expect.objectContaining({ code: 'ERR_IAP_CONFIG' }));
  });

  const sa = 'web-sa@p.iam.gserviceaccount.com';
  const key = { client_email: sa, private_key: 'pem' };
  const withCredentials = (credentials: unknown) => check({ targetAudience: undefined, credentials });

  it.each`
    credentials
    ${{ type: 'id-token', targetAudience: good.targetAudience }}
    ${{ type: 'id-token', targetAudience: good.targetAudience, targetPrincipal: sa }}
    ${{ type: 'service-account-jwt' }}
    ${{ type: 'service-account-jwt', targetPrincipal: sa, iamUrl: 'https://iamcredentials-x.p.googleapis.com' }}
    ${{ type: 'service-account-jwt', targetPrincipal: sa, iamUrl: 'http://127.0.0.1:8000' }}
    ${{ type: 'service-account-jwt', key }}
  `('take credentials $credentials', ({ credentials }) => {
    expect(withCredentials(credentials)).not.toThrow();
  });

  it.each`
    credentials                                                                  | sentence
    ${'service-account-jwt'}                                                     | ${/must be an object/}
    ${null}                                                                      | ${/must be an object/}
    ${{}}                                                                        | ${/credentials.type must be/}
    ${{ type: 'access-token' }}                                                  | ${/credentials.type must be/}
    ${{ type: 'id-token' }}                                                      | ${/targetAudience is missing/}
    ${{ type: 'id-token', targetAudience: 'https://api.example.com' }}           | ${/is a URL.*service-account-jwt/}
    ${{ type: 'service-account-jwt', targetAudience: good.targetAudience }}      | ${/is for type 'id-token'/}
    ${{ type: 'service-account-jwt', targetPrincipal: `serviceAccount:${sa}/` }} | ${/no email of a service account/}
    ${{ type: 'service-account-jwt', targetPrincipal: '' }}                      | ${/no email of a service account/}
    ${{ type: 'service-account-jwt', iamUrl: 'http://iam.example.com' }}         | ${/iamUrl must be an https URL/}
    ${{ type: 'service-account-jwt', iamUrl: 'iam' }}                            | ${/iamUrl must be an https URL/}
    ${{ type: 'service-account-jwt', key: { client_email: sa } }}                | ${/client_email and private_key/}
    ${{ type: 'service-account-jwt', key, targetPrincipal: sa }}                 | ${/exclude each other/}
  `('refuse credentials $credentials', ({ credentials, sentence }) => {
    expect(withCredentials(credentials)).toThrow(sentence);
  });

  it('refuse credentials beside targetAudience', () => {
    expect(check({ credentials: { type: 'service-account-jwt' } })).toThrow(/exclude each other/);
  });

  it.each([0, 5])('take %d retries', (retries) => {
    expect(check({ retries })).not.toThrow();
  });

  it.each([-1, 6, 1.5, NaN, '2', null])('refuse %p retries', (retries) => {
    expect(check({ retries })).toThrow(/retries must be/);
  });

  it('name all faults at once', () => {
    const all = { baseURL: 'http://u@api.example.com?x', targetAudience: 'x', maxRedirects: 5, proxy: {} };
    expect(check(all)).toThrow(/https.*user name.*query.*targetAudience.*maxRedirects.*proxy/s);
  });
});
