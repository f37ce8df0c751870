import { isDomain, isEmail, isServiceAccountEmail } from './email.rule.ts';

/** A member that this library can recognise in an assertion, or the sentence about any other. */
export type IamMember = { readonly member: string } | { readonly fault: string };

const EVERYBODY: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];

/** Source: IAM, "Principal identifiers". */
const WORKFORCE =
  /^principal:\/\/iam\.googleapis\.com\/locations\/global\/workforcePools\/[a-z][a-z\d-]{2,62}\/subject\/[^\s*]{1,255}$/;

/** Reads one entry of an allowlist. */
export function iamMemberOf(entry: unknown): IamMember {
  if (typeof entry !== 'string') return { fault: 'write every entry as a string in the syntax of IAM.' };
  const fault = faultOf(entry);
  return fault === undefined ? { member: entry } : { fault: `${JSON.stringify(entry)} ${fault}` };
}

function faultOf(entry: string): string | undefined {
  if (EVERYBODY.includes(entry) || entry.includes('*')) {
    return 'would let everybody in. Name the callers; @AllowAnonymous() and @SkipIap() open single routes.';
  }
  if (isEmail(entry)) return `has no kind. Write "${kindOf(entry)}:${entry}".`;
  if (WORKFORCE.test(entry)) return undefined;
  const colon = entry.indexOf(':');
  const kind = entry.slice(0, colon);
  const value = entry.slice(colon + 1);
  if (kind === 'serviceAccount' || kind === 'user') return accountFaultOf(kind, value);
  if (kind === 'domain') return isDomain(value) ? undefined : 'names no domain in lower case.';
  if (kind === 'group') return 'cannot be judged: an assertion does not say which groups its caller is in.';
  return 'is not understood. Write serviceAccount:EMAIL, user:EMAIL, domain:DOMAIN or principal://… of a workforce pool.';
}

function accountFaultOf(kind: 'serviceAccount' | 'user', email: string): string | undefined {
  if (!isEmail(email)) return 'holds no address as Google writes it.';
  if (kindOf(email) !== kind) return `is of the other kind. Write "${kindOf(email)}:${email}".`;
  const isLowerCase = kind === 'user' || email === email.toLowerCase();
  return isLowerCase ? undefined : 'would never match: service accounts are spelled in lower case.';
}

function kindOf(email: string): 'serviceAccount' | 'user' {
  return isServiceAccountEmail(email) ? 'serviceAccount' : 'user';
}
