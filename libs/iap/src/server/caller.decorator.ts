import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ANONYMOUS, type IapPrincipal } from './iap.principal.ts';
import { requestOf } from './request.context.ts';
import { iapPrincipalOf } from './request.principal.ts';

/** The verified caller, as a handler's parameter of type {@link IapPrincipal}. Where none was verified: anonymous. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): IapPrincipal => {
  const request = requestOf(context);
  return (request && iapPrincipalOf(request)) ?? ANONYMOUS;
});
