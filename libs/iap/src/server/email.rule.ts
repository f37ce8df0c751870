/** RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const MAX_LENGTH = 254;

/**
 * An address as Google writes it: ASCII, one `@`, a domain of at least two labels in lower case. No `/`, `\`, `:` or
 * control character, so that no prefix, path or second address can hide in it.
 */
const EMAIL = /^[\w.!#$%&'*+=?^`{|}~-]{1,64}@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d][a-z\d-]*[a-z\d]$/;

/** Ends of the domains that Google reserves for service accounts. The dot matters: anybody may own `xgserviceaccount.com`. */
const SERVICE_ACCOUNT_DOMAIN = '.gserviceaccount.com';

export function isEmail(value: string): boolean {
  return value.length <= MAX_LENGTH && EMAIL.test(value);
}

export function isServiceAccountEmail(email: string): boolean {
  return email.endsWith(SERVICE_ACCOUNT_DOMAIN);
}
