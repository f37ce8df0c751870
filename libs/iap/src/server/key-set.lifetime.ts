import type { IncomingHttpHeaders } from 'node:http';

/**
 * For how many more milliseconds an answer claims to be fresh: `max-age` less the age it arrived with, else `Expires`
 * (RFC 9111, sections 4.2.1 and 4.2.3). Undefined when it does not say.
 */
export function lifetimeOf(headers: IncomingHttpHeaders): number | undefined {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',');
  if (directives.some((directive) => /^\s*no-(?:store|cache)\b/.test(directive))) return 0;
  const maxAge = directives
    .map((directive) => /^\s*max-age="?(\d{1,9})"?\s*$/.exec(directive)?.[1])
    .find(Boolean);
  if (maxAge !== undefined) return Math.max(0, Number(maxAge) - ageOf(headers)) * 1000;
  const expires = Date.parse(headers.expires ?? '');
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(expires) || Number.isNaN(date) ? undefined : Math.max(0, expires - date);
}

function ageOf(headers: IncomingHttpHeaders): number {
  const age = headers.age ?? '';
  return /^\d{1,9}$/.test(age) ? Number(age) : 0;
}
