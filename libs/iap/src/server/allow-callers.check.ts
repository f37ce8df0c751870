import { Inject, Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { IapConfigError } from '../iap.errors.ts';
import { allowCallersOn } from './allow-callers.decorator.ts';
import { IAP_SERVER_SETTINGS } from './iap-server.module-definition.ts';
import type { IapServerSettings } from './iap-server.settings.ts';
import { routeRulesOf } from './route.rules.ts';
import { isSkipIapOn } from './skip-iap.decorator.ts';

/** Reads every `@AllowCallers()` of the app once it is put together, and stops the start-up over one that cannot be meant. */
@Injectable()
export class AllowCallersCheck implements OnModuleInit {
  constructor(
    @Inject(IAP_SERVER_SETTINGS) private readonly settings: IapServerSettings,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  /** @throws {IapConfigError} with one line for every fault */
  onModuleInit(): void {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const classes = new Set(
      wrappers.map(({ metatype }) => metatype).filter((type) => typeof type === 'function'),
    );
    const faults = new Set([...classes].flatMap((type) => [...this.faultsOf(type as Type)]));
    if (faults.size > 0) throw new IapConfigError(['IapServerModule cannot start:', ...faults].join('\n'));
  }

  private *faultsOf(type: Type): Generator<string> {
    yield* this.faultsOn(type, type.name);
    const prototype = type.prototype as Record<string, object> | undefined;
    for (const name of prototype ? this.scanner.getAllMethodNames(prototype) : []) {
      const handler = prototype?.[name];
      if (handler === undefined) continue;
      const where = `${type.name}.${name}`;
      yield* this.faultsOn(handler, where);
      const isSkipped = isSkipIapOn(handler) || isSkipIapOn(type);
      if (isSkipped && routeRulesOf(type, handler).narrowedTo.length > 0) {
        yield `  - ${where}: @SkipIap() opens it and @AllowCallers() narrows it. Keep one of them.`;
      }
    }
  }

  private *faultsOn(host: object, where: string): Generator<string> {
    for (const list of allowCallersOn(host)) {
      if (list.length === 0) yield `  - @AllowCallers() on ${where}: name at least one caller.`;
      for (const member of list) {
        if (this.settings.allowedCallers.has(member)) continue;
        yield `  - @AllowCallers() on ${where}: "${member}" is not in allowedCallers, and a decorator can only narrow that list.`;
      }
    }
  }
}
