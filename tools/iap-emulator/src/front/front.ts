import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';
import { delayBy } from '../faults/fault.delay.ts';
import { send, textAnswer } from '../net/answer.ts';
import type { Answer } from '../net/answer.ts';
import { Session } from '../sign-in/session.ts';
import { isTestType } from './assertion.ts';
import { Forwarding } from './forwarding.ts';
import type { Pass } from './forwarding.ts';
import { ownPage } from './front.pages.ts';
import { readRequest } from './front.request.ts';
import type { FrontRequest } from './front.request.ts';
import type { FrontService } from './front.service.ts';
import { badRequest, denial, identity, refusal, toSignIn, tooMany } from './iap.answer.ts';
import { decide } from './iap.decision.ts';
import type { Decision } from './iap.decision.ts';
import { RequestLog } from './request.log.ts';
import { without } from './request.target.ts';
import { situationOf } from './situation.ts';
import type { UpgradeRequest } from './upgrade.ts';

/** Where a front and the sign-in page stand, once both listen. */
export interface FrontAddresses {
  readonly front: string;
  readonly page: string;
}

/** App Engine with IAP, in front of one service. */
export class Front {
  readonly #context: EmulatorContext;
  readonly #service: FrontService;
  readonly #addresses: () => FrontAddresses;
  readonly #session: Session;
  readonly #forwarding: Forwarding;

  constructor(context: EmulatorContext, service: FrontService, addresses: () => FrontAddresses) {
    this.#context = context;
    this.#service = service;
    this.#addresses = addresses;
    this.#session = new Session(service.id, context.seal);
    this.#forwarding = new Forwarding(context, service, this.#session);
  }

  /** Decides about one request and does what was decided. */
  serve(message: IncomingMessage, response: ServerResponse, upgrade?: UpgradeRequest): void {
    message.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    const log = new RequestLog(this.#context, this.#service.id, message, response);
    const request = readRequest(message, upgrade !== undefined);
    if (typeof request === 'number') {
      log.because('malformed request');
      send(response, textAnswer(request, request === 400 ? 'Bad Request' : 'Not Implemented'));
      return;
    }
    log.path = request.target.path;
    const proceed = (): void => {
      this.#proceed(request, response, log, upgrade);
    };
    if (this.#context.faults.of('latency_ms', this.#service.id) === undefined) proceed();
    else void delayBy(this.#context.faults, 'latency_ms', this.#service.id).then(proceed);
  }

  close(): void {
    this.#forwarding.close();
  }

  #proceed(
    request: FrontRequest,
    response: ServerResponse,
    log: RequestLog,
    upgrade: UpgradeRequest | undefined,
  ): void {
    if (response.destroyed) return;
    const outcome = this.#judge(request, log);
    if ('status' in outcome) send(response, outcome);
    else
      this.#forwarding.forward({ pass: outcome, request, response, log, test: testTypeOf(request), upgrade });
  }

  /** An answer of IAP's own, or leave to pass. */
  #judge(request: FrontRequest, log: RequestLog): Answer | Pass {
    const { front } = this.#addresses();
    if (this.#context.application.isIapOn) {
      if (this.#context.faults.of('quota', this.#service.id)) {
        log.because('fault: the quota is exceeded');
        return tooMany();
      }
      const page = ownPage(request, this.#context, this.#session, front, log);
      if (page) return page;
    }
    const decision = decide(situationOf(request, this.#context, this.#service, this.#session, front));
    log.decided(decision);
    return this.#answerOf(decision, request);
  }

  #answerOf(decision: Decision, request: FrontRequest): Answer | Pass {
    switch (decision.does) {
      case 'sign in':
        return toSignIn(this.#signIn(request));
      case 'tell identity':
        return identity(decision.caller);
      case 'refuse':
        return refusal(decision.because);
      case 'deny':
        return denial(decision.caller);
      case 'pass untouched':
        return decision;
      default: {
        const test = testTypeOf(request);
        return test === undefined || isTestType(test) ? decision : badRequest();
      }
    }
  }

  #signIn({ host, target, query }: FrontRequest): { location: string; cookies: readonly string[] } {
    const { front, page } = this.#addresses();
    const path =
      query.get('gcp-iap-mode') === 'FORCE_LOGIN' ? without('gcp-iap-mode', target) : target.pathAndQuery;
    return this.#context.signIn.begin(page, front, host, this.#service.id, path);
  }
}

/** The flaw that a SECURE_TOKEN_TEST asks for; `undefined` where none was asked for. */
function testTypeOf({ query }: FrontRequest): string | undefined {
  const isTest = query.get('gcp-iap-mode') === 'SECURE_TOKEN_TEST';
  return isTest ? (query.get('iap-secure-token-test-type') ?? '') : undefined;
}
