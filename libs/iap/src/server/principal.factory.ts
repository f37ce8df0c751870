import { isServiceAccountEmail } from './email.rule.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { ANONYMOUS, type IapPrincipal } from './iap.principal.ts';
import { isAnonymous } from './identity.rules.ts';
import { identitySourceOf } from './identity.source.ts';
import {
  accessOf,
  attributesOf,
  hostedDomainOf,
  identityPlatformOf,
  workforceMemberOf,
} from './optional.claims.ts';

/** Turns verified claims into the caller that handlers see. */
export function principalOf(payload: IapJwtPayload): IapPrincipal {
  if (isAnonymous(payload)) return ANONYMOUS;
  const { sub, email = '', aud: audience } = payload;
  const source = identitySourceOf(payload);
  if (source === 'identityPlatform') {
    const claims = identityPlatformOf(payload);
    const subject = sub ?? (typeof claims.sub === 'string' ? claims.sub : '');
    return Object.freeze({ kind: 'identityPlatform', subject, audience, ...contextOf(payload), claims });
  }
  const identity = { subject: sub ?? '', audience, ...contextOf(payload) };
  if (source === 'workforce') {
    const address = email === '' ? {} : { email };
    return Object.freeze({ kind: 'workforce', ...workforceMemberOf(payload), ...identity, ...address });
  }
  if (isServiceAccountEmail(email)) {
    return Object.freeze({ kind: 'serviceAccount', member: `serviceAccount:${email}`, email, ...identity });
  }
  return Object.freeze({
    kind: 'user',
    member: `user:${email}`,
    email,
    ...identity,
    ...hostedDomainOf(payload),
  });
}

function contextOf(payload: IapJwtPayload) {
  return { ...accessOf(payload), attributes: attributesOf(payload) };
}
