import { ACCESSOR_ROLE } from '../policy/access.policy.ts';
import { callerOf } from '../policy/caller.ts';
import type { Credential } from './credential.ts';
import { decide } from './iap.decision.ts';
import type { Situation } from './iap.decision.ts';

const web = callerOf('web-sa@p.iam.gserviceaccount.com');
const stranger = callerOf('stranger@example.com');
const members = [`serviceAccount:${web.email}`];
const none: Credential = { kind: 'none' };
const bad: Credential = { kind: 'invalid', because: 'Unable to parse JWT' };
const good: Credential = { kind: 'valid', caller: web, by: 'ID token' };
const unknown: Credential = { kind: 'valid', caller: stranger, by: 'session' };

function situation(changes: Partial<Situation>, credential: Credential = none, access = members): Situation {
  return {
    iapIsOn: true,
    allowHttpOptions: false,
    publicIdentity: 'off',
    policy: { bindings: [{ role: ACCESSOR_ROLE, members: access }] },
    method: 'GET',
    mode: undefined,
    canRedirect: true,
    session: () => undefined,
    credential: () => ({ credential, consumedAuthorization: false }),
    ...changes,
  };
}

const everybody = ['allUsers'];
const never = (): never => {
  throw new Error('nobody was to ask');
};

it.each<[row: string, request: Situation, does: string]>([
  ['IAP off', situation({ iapIsOn: false, credential: never, session: never }), 'pass untouched'],
  [
    'OPTIONS where allowed',
    situation({ method: 'OPTIONS', allowHttpOptions: true, credential: never }),
    'forward without assertion',
  ],
  ['OPTIONS where not', situation({ method: 'OPTIONS', canRedirect: false }), 'refuse'],
  ['GET where OPTIONS is allowed', situation({ allowHttpOptions: true }), 'sign in'],
  ['IDENTITY', situation({ mode: 'IDENTITY' }, unknown), 'tell identity'],
  ['IDENTITY of a public service', situation({ mode: 'IDENTITY' }, none, everybody), 'tell identity'],
  ['a public service', situation({ credential: never }, none, everybody), 'forward anonymous'],
  ['a public service, FORCE_LOGIN', situation({ mode: 'FORCE_LOGIN' }, good, everybody), 'sign in'],
  [
    'the same with a session',
    situation({ mode: 'FORCE_LOGIN', session: () => stranger }, none, everybody),
    'forward',
  ],
  [
    'a session where nobody asks',
    situation({ session: () => stranger }, none, everybody),
    'forward anonymous',
  ],
  [
    'a session where it counts',
    situation({ session: () => stranger, publicIdentity: 'session' }, none, everybody),
    'forward',
  ],
  [
    'a token where sessions count',
    situation({ publicIdentity: 'session', credential: never }, none, everybody),
    'forward anonymous',
  ],
  ['a token where any counts', situation({ publicIdentity: 'any' }, good, everybody), 'forward'],
  ['a bad one where any counts', situation({ publicIdentity: 'any' }, bad, everybody), 'forward anonymous'],
  ['nobody, in a browser', situation({}), 'sign in'],
  ['nobody, in a program', situation({ canRedirect: false }), 'refuse'],
  ['a bad credential', situation({}, bad), 'refuse'],
  ['a caller without the role', situation({}, unknown), 'deny'],
  ['a caller with the role', situation({}, good), 'forward'],
  ['a caller of a service without callers', situation({}, good, []), 'deny'],
  ['an unknown mode', situation({ mode: 'SOMETHING' }, good), 'forward'],
])('%s', (_row, request, does) => {
  expect(decide(request)).toMatchObject({ does });
});

it('hands on who calls, by what, and whether Authorization was used up', () => {
  const request = situation({ credential: () => ({ credential: good, consumedAuthorization: true }) });
  expect(decide(request)).toEqual({
    does: 'forward',
    caller: web,
    by: 'ID token',
    consumedAuthorization: true,
  });
});
