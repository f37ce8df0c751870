import type { IapPrincipal } from './iap.principal.ts';

/** A symbol of this module's own: nothing that parses a request can write it. */
const PRINCIPAL = Symbol('nestjs-iap:principal');

interface WithPrincipal {
  [PRINCIPAL]?: IapPrincipal;
}

/** The verified caller of a request (`Request` on Express, `FastifyRequest` on Fastify); undefined where none was verified. */
export function iapPrincipalOf(request: object): IapPrincipal | undefined {
  return (request as WithPrincipal)[PRINCIPAL];
}

export function setPrincipal(request: object, principal: IapPrincipal): void {
  (request as WithPrincipal)[PRINCIPAL] = principal;
}
