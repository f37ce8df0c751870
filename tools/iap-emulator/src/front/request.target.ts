/** What stands in a request line, without any normalising: `//`, `%2e` and the rest are for the app to judge. */
export interface RequestTarget {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Both, as the app gets them. */
  readonly pathAndQuery: string;
  /** The host of an absolute-form target, which outranks the Host header (RFC 9112 section 3.2.2). */
  readonly host: string | undefined;
}

const ABSOLUTE = /^https?:\/\/([^/?#@]+)(?=[/?#]|$)([^#]*)/i;

/** Reads origin form and absolute form; `undefined` for anything else. */
export function targetOf(url: string): RequestTarget | undefined {
  const absolute = ABSOLUTE.exec(url);
  const host = absolute?.[1];
  const rest = absolute ? (absolute[2] ?? '') : url;
  const pathAndQuery = host !== undefined && !rest.startsWith('/') ? `/${rest}` : rest;
  if (!pathAndQuery.startsWith('/')) return undefined;
  const [path = '', query = ''] = pathAndQuery.split(/\?(.*)/s);
  return { path, query, pathAndQuery, host };
}

/** A query without one parameter; the others keep their spelling. */
export function without(parameter: string, { path, query }: RequestTarget): string {
  // However its name is spelled, as URLSearchParams would read it.
  const isOther = (pair: string): boolean => pair !== '' && !new URLSearchParams(pair).has(parameter);
  const rest = query.split('&').filter(isOther);
  return rest.length > 0 ? `${path}?${rest.join('&')}` : path;
}
