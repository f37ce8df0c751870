import { ACCESSOR_ROLE } from '../policy/access.policy.ts';
import type { Decision } from './iap.decision.ts';

/** A decision and its reason in words, for whoever reads the terminal. Holds no token and nothing out of one but the address. */
export function wordsFor(decision: Decision, service: string): string {
  switch (decision.does) {
    case 'pass untouched':
      return 'IAP is off: passed untouched';
    case 'forward without assertion':
      return 'OPTIONS passes without authentication';
    case 'forward anonymous':
      return 'public: allUsers may pass, nobody is asked';
    case 'forward':
      return `${decision.caller.email} by ${decision.by}`;
    case 'sign in':
      return 'no credential: sent to the sign-in page';
    case 'tell identity':
      return decision.caller ? `IDENTITY of ${decision.caller.email}` : 'IDENTITY of nobody';
    case 'refuse':
      return decision.because === 'empty token' ? 'no credential' : withoutClaims(decision.because);
    case 'deny':
      return `${decision.caller.email} lacks ${ACCESSOR_ROLE} on service ${service}`;
  }
}

/** The older wording of a wrong audience quotes the token. */
function withoutClaims(because: string): string {
  return because.replace(/ \(.*$/s, '');
}
