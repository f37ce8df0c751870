import type { ServerResponse } from 'node:http';
import type { EmulatorContext } from '../emulator.context.ts';
import { audienceOf } from '../manifest/manifest.ts';
import type { Caller } from '../policy/caller.ts';
import { appEngineHeaders } from './app-engine.headers.ts';
import { assertionClaims, identityHeaders, signAssertion, testTypeFor } from './assertion.ts';
import type { FrontRequest } from './front.request.ts';
import type { Session } from '../sign-in/session.ts';
import type { FrontService } from './front.service.ts';
import type { Decision } from './iap.decision.ts';
import { passedHeaders, valuesOf } from './request.headers.ts';
import type { RequestLog } from './request.log.ts';
import { joinWhenAgreed } from './upgrade.ts';
import type { UpgradeRequest } from './upgrade.ts';
import { Upstream } from './upstream.ts';

/** A decision to let a request through. */
export type Pass = Extract<Decision, { does: 'pass untouched' | `forward${string}` }>;

/** A request that may pass, with all that is needed to bring it over. */
export interface Passage {
  readonly pass: Pass;
  readonly request: FrontRequest;
  readonly response: ServerResponse;
  readonly log: RequestLog;
  /** The flaw that the assertion is to have. */
  readonly test: string | undefined;
  readonly upgrade: UpgradeRequest | undefined;
}

/** Sends what IAP lets through to the app, with what App Engine and IAP add. */
export class Forwarding {
  readonly #context: EmulatorContext;
  readonly #service: FrontService;
  readonly #session: Session;
  readonly #upstream: Upstream;

  constructor(context: EmulatorContext, service: FrontService, session: Session) {
    this.#context = context;
    this.#service = service;
    this.#session = session;
    this.#upstream = new Upstream(() => URL.parse(service.proxy) ?? undefined);
  }

  forward({ pass, request, response, log, test, upgrade }: Passage): void {
    const { message, target, hasBody } = request;
    if (message.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
    const headers = [
      ...this.#connectionHeaders(request, upgrade !== undefined),
      ...this.#passed(pass, request),
      ...this.#appEngineHeaders(request),
      ...this.#iapHeaders(pass, test),
    ];
    this.#upstream.forward({
      request: message,
      response,
      path: target.pathAndQuery,
      headers,
      hasBody,
      onFault: (why) => {
        log.because(why);
      },
      ...(upgrade && {
        onUpgrade: (outgoing) => {
          joinWhenAgreed(outgoing, upgrade, () => {
            log.upgraded();
          });
        },
      }),
    });
  }

  close(): void {
    this.#upstream.close();
  }

  #connectionHeaders({ host, isChunked }: FrontRequest, isUpgrade: boolean): string[] {
    const framing = isChunked ? ['Transfer-Encoding', 'chunked'] : [];
    const upgrade = isUpgrade ? ['Connection', 'Upgrade', 'Upgrade', 'websocket'] : [];
    return ['Host', host ?? this.#context.manifest.defaultHostname, ...framing, ...upgrade];
  }

  #passed(pass: Pass, { message }: FrontRequest): string[] {
    const { settings } = this.#context;
    const consumed = pass.does === 'forward' && pass.consumedAuthorization;
    return passedHeaders(message.rawHeaders, {
      stripGoog: pass.does !== 'pass untouched',
      stripAcceptEncoding: settings.accept_encoding === 'strip',
      cookies: (value) => (pass.does === 'pass untouched' ? value : this.#session.withoutOthers(value)),
      stripAuthorization: consumed && settings.consumed_authorization === 'strip',
    });
  }

  #appEngineHeaders({ message }: FrontRequest): string[] {
    return appEngineHeaders({
      clientAddress: message.socket.remoteAddress ?? '127.0.0.1',
      forwardedFor: valuesOf(message.rawHeaders, 'x-forwarded-for'),
      proto: this.#context.settings.forwarded_proto,
      trace: valuesOf(message.rawHeaders, 'x-cloud-trace-context')[0],
      defaultHostname: this.#context.manifest.defaultHostname,
    });
  }

  #iapHeaders(pass: Pass, test: string | undefined): string[] {
    if (pass.does === 'forward') return identityHeaders(pass.caller, this.#assertion(pass.caller, test));
    const isAnonymous = pass.does === 'forward anonymous';
    if (!isAnonymous || this.#context.settings.anonymous_assertion === 'none') return [];
    return identityHeaders(undefined, this.#assertion(undefined, test));
  }

  #assertion(caller: Caller | undefined, test: string | undefined): string | undefined {
    const { keys, manifest, settings, faults } = this.#context;
    const fault = faults.of('assertion', this.#service.id);
    if (fault === 'missing') return undefined;
    const now = Math.floor(this.#service.now / 1000);
    const backdate = Number(settings.assertion_backdate_seconds);
    const claims = assertionClaims(caller, { audience: audienceOf(manifest), now, backdate });
    return signAssertion(keys, claims, now, test ?? (fault && testTypeFor(fault)));
  }
}
