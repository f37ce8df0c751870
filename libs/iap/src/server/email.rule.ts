/** RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const MAX_LENGTH = 254;

/** A name as Google writes it: ASCII, lower case, at least two labels. */
const DOMAIN = String.raw`(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d][a-z\d-]*[a-z\d]`;
const WHOLE_DOMAIN = new RegExp(`^${DOMAIN}$`);

/**
 * An address as Google writes it: ASCII, one `@`. No `/`, `\`, `:` or control character, so that no prefix, path or
 * second address can hide in it.
 */
const EMAIL = new RegExp(String.raw`^[\w.!#$%&'*+=?^{|}~-]{1,64}@${DOMAIN}$`);

/** End of the domains that Google reserves for service accounts. The dot matters: anybody may own `xgserviceaccount.com`. */
const SERVICE_ACCOUNT_DOMAIN = '.gserviceaccount.com';

export function isDomain(value: string): boolean {
  return value.length <= MAX_LENGTH && WHOLE_DOMAIN.test(value);
}

export function isEmail(value: string): boolean {
  return value.length <= MAX_LENGTH && EMAIL.test(value);
}

export function isServiceAccountEmail(email: string): boolean {
  return email.endsWith(SERVICE_ACCOUNT_DOMAIN);
}
