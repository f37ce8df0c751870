import { createHash } from 'node:crypto';

/** Somebody whom Google vouches for. */
export interface Caller {
  readonly kind: 'serviceAccount' | 'user';
  /** Lower case, as IAM compares it. */
  readonly email: string;
  /** Google's number for the account: 21 digits, here made from the address so that it stays the same over restarts. */
  readonly subject: string;
}

/** The caller behind an address. A service account is known by its domain. */
export function callerOf(address: string): Caller {
  const email = address.toLowerCase();
  const kind = email.endsWith('.gserviceaccount.com') ? 'serviceAccount' : 'user';
  return { kind, email, subject: subjectOf(email) };
}

/** The domain of a hosted account; consumer accounts and service accounts have none. */
export function hostedDomainOf({ kind, email }: Caller): string | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return kind === 'user' && domain !== 'gmail.com' && domain !== 'googlemail.com' ? domain : undefined;
}

function subjectOf(email: string): string {
  const digest = createHash('sha256').update(email).digest().readBigUInt64BE();
  return `1${digest.toString().padStart(20, '0')}`;
}
