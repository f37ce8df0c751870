import type { EmulatorContext } from '../emulator.context.ts';
import type { FaultValue } from '../faults/faults.table.ts';
import { textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { callerOf } from '../policy/caller.ts';
import { signIdToken } from './id-token.ts';
import type { IdTokenTerms } from './id-token.ts';

/** Whose tokens a metadata server hands out that takes its service for another. */
const SOMEBODY_ELSE = 'somebody-else@another-project.iam.gserviceaccount.com';
const DAY_S = 86_400;

/** What a lying metadata server says otherwise than asked. */
const LIES: Partial<Record<FaultValue<'metadata'>, (terms: IdTokenTerms) => IdTokenTerms>> = {
  expired: (terms) => ({ ...terms, now: terms.now - DAY_S }),
  'wrong-audience': (terms) => ({ ...terms, audience: 'nobody.apps.googleusercontent.com' }),
  'wrong-issuer': (terms) => ({ ...terms, issuer: 'https://issuer.invalid' }),
  'no-email': (terms) => ({ ...terms, withEmail: false }),
};

/** `identity`: an ID token of the service account for the audience that was asked for. */
export async function identityAnswer(
  query: URLSearchParams,
  { keys, now, faults }: EmulatorContext,
  { service, serviceAccount }: { readonly service: string; readonly serviceAccount: string },
  headers: Answer['headers'],
): Promise<Answer> {
  const audience = query.get('audience') ?? '';
  if (audience === '') return textAnswer(400, 'non-empty audience parameter required', headers);
  const withEmail = query.get('format')?.toLowerCase() === 'full';
  const fault = faults.of('metadata', service);
  if (fault === 'not-a-jwt') return textAnswer(200, 'Service account is being set up.', headers);
  const life = faults.of('id_token_life_seconds', service);
  const asked = { audience, now: Math.floor(now() / 1000), withEmail, ...(life !== undefined && { life }) };
  const terms = (fault && LIES[fault]?.(asked)) ?? asked;
  const account = fault === 'other-account' ? SOMEBODY_ELSE : serviceAccount;
  const token = signIdToken(await keys.google(), callerOf(account), terms);
  return textAnswer(200, token, { ...headers, 'content-type': 'text/html' });
}
