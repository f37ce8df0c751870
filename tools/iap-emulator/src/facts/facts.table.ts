/** What stands behind a row: a primary source, a third party's measurement, general knowledge, or nobody has probed it. */
export type Confidence = 'high' | 'medium' | 'low' | 'unverified';

/** One thing that the emulator does where Google's behaviour is configurable, or is not known for certain. */
export interface Fact {
  readonly says: string;
  /** The first choice is the default. */
  readonly choices: readonly [string, ...string[]];
  readonly source: string;
  readonly confidence: Confidence;
}

/** Every switch by its name, as `iap-emulator start --set NAME=VALUE` takes it. */
export const facts = {
  iap: {
    says: 'Whether IAP is on. Off, a request passes untouched: x-goog-* of the client too',
    choices: ['on', 'off'],
    source: 'gcloud iap web enable and disable; App Engine request headers page',
    confidence: 'medium',
  },
  allow_http_options: {
    says: 'corsSettings.allowHttpOptions: OPTIONS passes without authentication',
    choices: ['off', 'on'],
    source: 'IAP API v1, CorsSettings',
    confidence: 'high',
  },
  oauth_client: {
    says: 'A Google-managed client is not itself an audience; only programmatic_clients are',
    choices: ['custom', 'google-managed'],
    source: 'IAP authentication-howto',
    confidence: 'high',
  },
  anonymous_assertion: {
    says: 'What an allUsers service gets: an assertion without sub and email, or no assertion',
    choices: ['without-identity', 'none'],
    source: 'Austin.IdentityAwareProxy (middleware reads anonymity from an empty sub)',
    confidence: 'unverified',
  },
  public_identity: {
    says: 'Whose identity an allUsers service learns: nobody’s, a session’s, or any valid credential’s',
    choices: ['off', 'session', 'any'],
    source: 'IAP force-login: “does not check user authentication credentials”',
    confidence: 'unverified',
  },
  consumed_authorization: {
    says: 'Whether the app sees the Authorization header that IAP has judged',
    choices: ['forward', 'strip'],
    source: 'no statement found',
    confidence: 'unverified',
  },
  wrong_audience_wording: {
    says: 'Body of the 401 for a wrong aud; the older wording names the right client id',
    choices: ['2025', '2019'],
    source: 'measured bodies in public clients',
    confidence: 'medium',
  },
  assertion_backdate_seconds: {
    says: 'How far iat lies in the past; exp stays 600 s from now',
    choices: ['0', '30'],
    source: 'live test on Cloud Run saw exp − iat = 600; a Rust emulator backdates',
    confidence: 'unverified',
  },
  keys_max_age_seconds: {
    says: 'max-age of every key endpoint',
    choices: ['3600', '0', '300', '86400'],
    source: 'gstatic sends cache-control; its value is not published',
    confidence: 'unverified',
  },
  forwarded_proto: {
    says: 'x-forwarded-proto: what this front speaks, or what App Engine’s speaks',
    choices: ['http', 'https'],
    source: 'App Engine request headers page names the header',
    confidence: 'high',
  },
  accept_encoding: {
    says: 'App Engine removes Accept-Encoding and compresses on its own',
    choices: ['strip', 'forward'],
    source: 'App Engine request headers page',
    confidence: 'high',
  },
} as const satisfies Record<string, Fact>;

export type FactName = keyof typeof facts;
