import { isEmail, isServiceAccountEmail } from './email.rule.ts';

/** A member that this library can recognise in an assertion, and the sentence about every other. */
export type IamMember = { readonly member: string } | { readonly fault: string };

const EVERYBODY: readonly string[] = ['allUsers', 'allAuthenticatedUsers'];

/** Reads one entry of an allowlist. Syntax: IAM, "Principal identifiers". */
export function iamMemberOf(entry: unknown): IamMember {
  if (typeof entry !== 'string' || entry === '')
    return { fault: 'write every entry as a string in the syntax of IAM.' };
  if (EVERYBODY.includes(entry) || entry.includes('*')) {
    return { fault: `"${entry}" would let everybody in. Name the callers; @SkipIap() opens a single route.` };
  }
  if (isEmail(entry)) return { fault: `"${entry}" has no kind. Write "${kindOf(entry)}:${entry}".` };
  const colon = entry.indexOf(':');
  const kind = entry.slice(0, colon);
  const value = entry.slice(colon + 1);
  if (kind === 'serviceAccount' || kind === 'user') return accountOf(kind, value, entry);
  if (kind === 'group') {
    return {
      fault: `"${entry}": an assertion does not say which groups its caller is in. Name the members.`,
    };
  }
  return { fault: `"${entry}" is not understood. Write serviceAccount:EMAIL or user:EMAIL.` };
}

function accountOf(kind: 'serviceAccount' | 'user', email: string, entry: string): IamMember {
  if (!isEmail(email)) return { fault: `"${entry}": what follows ${kind}: is no address in IAM's spelling.` };
  if (kindOf(email) !== kind)
    return { fault: `"${entry}" is of the other kind. Write "${kindOf(email)}:${email}".` };
  if (kind === 'serviceAccount' && email !== email.toLowerCase()) {
    return { fault: `"${entry}": service accounts are spelled in lower case; this one would never match.` };
  }
  return { member: entry };
}

function kindOf(email: string): 'serviceAccount' | 'user' {
  return isServiceAccountEmail(email) ? 'serviceAccount' : 'user';
}
