import { keyOf, lineageOf } from '../policy/iap.resource.ts';
import type { IapResource } from '../policy/iap.resource.ts';

/** Settings as they were written: IAP passes on what it does not know, and so does this. */
export type IapSettings = Readonly<Record<string, unknown>>;

/** IAP's settings by resource. Each resource inherits what it does not set itself. Source: IAP API v1, `IapSettings`. */
export class IapSettingsStore {
  readonly #settings = new Map<string, IapSettings>();

  at(resource: IapResource): IapSettings {
    return this.#settings.get(keyOf(resource)) ?? {};
  }

  set(resource: IapResource, settings: IapSettings): void {
    this.#settings.set(keyOf(resource), settings);
  }

  /** The value that counts for one version of a service: of the narrowest resource that has one. */
  effective(service: string, version: string, path: readonly string[]): unknown {
    const values = lineageOf(service, version).map((resource) => valueIn(this.at(resource), path));
    return values.findLast((value) => value !== undefined);
  }
}

/** Names may be written in either way: gcloud sends what stands in the file. */
function valueIn(settings: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => {
    if (typeof at !== 'object' || at === null) return undefined;
    const value: unknown = Reflect.get(at, name) ?? Reflect.get(at, snakeCase(name));
    return value ?? undefined; // Null is no value, and hides none that is inherited.
  }, settings);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
