import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ANONYMOUS, type IapPrincipal } from './iap.principal.ts';
import { iapPrincipalOf } from './request.principal.ts';

/** The verified caller, as a handler's parameter of type {@link IapPrincipal}. On a route without the guard: anonymous. */
export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext): IapPrincipal =>
    iapPrincipalOf(context.switchToHttp().getRequest<object>()) ?? ANONYMOUS,
);
