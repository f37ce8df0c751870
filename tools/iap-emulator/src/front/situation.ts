import type { EmulatorContext } from '../emulator.context.ts';
import { GOOGLE } from '../keys/key-ring.ts';
import type { Session } from '../sign-in/session.ts';
import { checkBearer } from './bearer.check.ts';
import type { BearerTerms } from './bearer.check.ts';
import { chooseCredential } from './credential.order.ts';
import type { FrontRequest } from './front.request.ts';
import type { FrontService } from './front.service.ts';
import type { Situation } from './iap.decision.ts';
import { policyFor } from '../policy/condition.ts';
import { canRedirect } from './redirect.rule.ts';
import { wrongAudience } from './wrong-audience.ts';

/** Gathers what the truth table asks about a request. */
export function situationOf(
  request: FrontRequest,
  context: EmulatorContext,
  service: FrontService,
  session: Session,
  front: string,
): Situation {
  const { application, settings } = context;
  const { headers } = request.message;
  const signedIn = () => session.callerIn(headers.cookie);
  return {
    iapIsOn: application.isIapOn,
    allowHttpOptions: application.allowsHttpOptions(service.id),
    publicIdentity: settings.public_identity,
    policy: policyFor(service.policy, {
      host: hostnameOf(request.host),
      path: request.target.path,
      time: service.now,
    }),
    method: request.method,
    mode: request.query.get('gcp-iap-mode') ?? undefined,
    canRedirect: canRedirect(request.method, headers.accept, headers['x-requested-with']?.toString()),
    session: signedIn,
    credential: () =>
      chooseCredential({
        proxyAuthorization: headers['proxy-authorization'],
        authorization: headers.authorization,
        bearer: (token) => checkBearer(token, termsOf(request, context, service, front)),
        session: signedIn,
      }),
  };
}

/** Without the port, and without the brackets of an IPv6 address. */
function hostnameOf(host = ''): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

function termsOf(
  { host, target }: FrontRequest,
  context: EmulatorContext,
  service: FrontService,
  front: string,
): BearerTerms {
  const { application, settings, keys } = context;
  const origin = host === undefined ? front : `${settings.forwarded_proto}://${host}`;
  return {
    clients: application.clientsOf(service.id),
    url: origin + target.path,
    now: service.now / 1000,
    wrongAudience: wrongAudience(settings.wrong_audience_wording, application.iap.oauth2ClientId),
    googleKeys: keys.keysOf(GOOGLE),
    keysOf: (email) => keys.keysOf(email),
  };
}
