/** Headers as node:http has and takes them raw: name, value, name, value. */
export type RawHeaders = readonly string[];

/** Names that belong to one connection (RFC 9110 section 7.6.1). */
const CONNECTION_ONLY: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
/** Those that end at a front besides: it has read them, or writes them itself. */
const FRONT_ONLY: readonly string[] = [
  'proxy-authorization',
  'expect',
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-cloud-trace-context',
];
/** What a Connection header cannot take away: it says where the message ends. */
const UNDENIABLE: readonly string[] = ['content-length'];

export interface StripRules {
  /** IAP is on: what the client sent as x-goog-* must not look as if IAP had said it. */
  readonly stripGoog: boolean;
  readonly stripAcceptEncoding: boolean;
  readonly stripAuthorization: boolean;
  /** What of a Cookie header is the app's to see. */
  readonly cookies: (value: string) => string;
}

/** The client's headers that reach the app, in their order and spelling. */
export function passedHeaders(raw: RawHeaders, rules: StripRules): string[] {
  const connection = connectionNames(raw);
  const passed = filtered(raw, (lower) => {
    const name = inDashes(lower);
    return !connection.has(name) && !FRONT_ONLY.includes(name) && !isStripped(name, rules);
  });
  return pairsOf(passed).flatMap(([name, value]) => {
    if (name.toLowerCase() !== 'cookie') return [name, value];
    const kept = rules.cookies(value);
    return kept === '' ? [] : [name, kept];
  });
}

/** The headers of the app's answer that reach the client. */
export function answeredHeaders(raw: RawHeaders): string[] {
  const connection = connectionNames(raw);
  return filtered(raw, (lower) => !connection.has(lower));
}

/** The values of a header, by its name in lower case. */
export function valuesOf(raw: RawHeaders, name: string): string[] {
  return pairsOf(raw)
    .filter(([each]) => each.toLowerCase() === name)
    .map(([, value]) => value);
}

/** Many servers read `_` in a name as `-`, as CGI does, so both spellings of a reserved name are one. */
function inDashes(lower: string): string {
  return lower.replaceAll('_', '-');
}

/** Whether App Engine or IAP takes a header away. */
function isStripped(name: string, rules: StripRules): boolean {
  if (name.startsWith('x-google-') || name.startsWith('x-appengine-')) return true;
  if (name.startsWith('x-goog-')) return rules.stripGoog;
  if (name === 'accept-encoding') return rules.stripAcceptEncoding;
  return name === 'authorization' && rules.stripAuthorization;
}

/** What belongs to the connection: the known names, and those that its Connection header adds. */
function connectionNames(raw: RawHeaders): ReadonlySet<string> {
  const added = valuesOf(raw, 'connection').join(',').toLowerCase().split(',');
  const names = added.map((name) => name.trim()).filter((name) => !UNDENIABLE.includes(name));
  return new Set([...CONNECTION_ONLY, ...names]);
}

function filtered(raw: RawHeaders, keeps: (lower: string) => boolean): string[] {
  return pairsOf(raw)
    .filter(([name]) => keeps(name.toLowerCase()))
    .flat();
}

function pairsOf(raw: RawHeaders): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index] ?? '',
    raw[2 * index + 1] ?? '',
  ]);
}
