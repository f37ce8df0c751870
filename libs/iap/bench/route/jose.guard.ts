import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  UnauthorizedException,
} from '@nestjs/common';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { CALLER } from '../assertion.mint.ts';
import { joseOptions } from '../contestants/jose.contestant.ts';

/** The guard that a careful team writes itself: jose's verification, and a list of callers. */
export class JoseGuard implements CanActivate {
  private readonly keys;
  private readonly allowed = new Set([CALLER]);

  constructor(keysUrl: string) {
    this.keys = createRemoteJWKSet(new URL(keysUrl));
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    const { email } = await this.verified(headers['x-goog-iap-jwt-assertion']);
    if (typeof email !== 'string' || !this.allowed.has(email)) throw new ForbiddenException();
    return true;
  }

  private async verified(assertion: unknown): Promise<JWTPayload> {
    if (typeof assertion !== 'string') throw new UnauthorizedException();
    try {
      return (await jwtVerify(assertion, this.keys, joseOptions)).payload;
    } catch {
      throw new UnauthorizedException();
    }
  }
}
