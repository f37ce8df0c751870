import { HttpException, Inject, Injectable, Logger, type Type } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { IapJwtGuard } from './iap-jwt.guard.ts';
import type { IapRequest } from './request.context.ts';
import { keepUpgradeRequest } from './upgrade.request.ts';

/** The part of a WebSocket that is needed here, as the `ws` package has it. */
export interface IapConnection {
  close(code: number, reason: string): void;
}

/** A gateway that sees its clients come. */
export interface IapGateway {
  /** Read for its decorators, and never called. */
  readonly handleConnection: object;
}

/** Sources: RFC 6455, section 7.4.1; IANA, "WebSocket Close Code Number Registry" (1013). */
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
const TRY_AGAIN_LATER = 1013;

const SERVICE_UNAVAILABLE = 503;

/**
 * Judges a WebSocket by its upgrade request when it connects. Nest's guards run for messages only: without this, a
 * connection that nobody vouches for stays open and hears what the gateway sends to everybody.
 */
@Injectable()
export class IapConnectionGate {
  constructor(@Inject(IapJwtGuard) private readonly guard: IapJwtGuard) {}

  /**
   * To be called in `handleConnection`, with the gateway itself: its decorators count, as do those on
   * `handleConnection`. Closes a connection that is refused: 1008 not vouched for or not allowed, 1013 cannot be judged now.
   * @returns whether the connection stays open
   */
  async admit(gateway: IapGateway, client: IapConnection, request: IapRequest): Promise<boolean> {
    keepUpgradeRequest(client, request);
    const type = gateway.constructor as Type;
    const context = new ExecutionContextHost([client], type, gateway.handleConnection as () => unknown);
    context.setType('ws');
    try {
      return await this.guard.canActivate(context);
    } catch (error) {
      // Nest awaits nothing here: an error that left this method would end the process.
      client.close(...closingOf(error));
      if (!(error instanceof HttpException)) new Logger('IapConnectionGate').error(error);
      return false;
    }
  }
}

function closingOf(error: unknown): [code: number, reason: string] {
  if (!(error instanceof HttpException)) return [INTERNAL_ERROR, ''];
  const isLater = error.getStatus() === SERVICE_UNAVAILABLE;
  return [isLater ? TRY_AGAIN_LATER : POLICY_VIOLATION, error.message];
}
