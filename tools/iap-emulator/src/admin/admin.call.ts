import type { EmulatorContext } from '../emulator.context.ts';
import { GoogleError } from './google.error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** One call of an API, taken apart. */
export interface AdminCall {
  readonly context: EmulatorContext;
  readonly body: JsonObject;
  /** What the groups of the method's path matched, decoded. */
  readonly at: Readonly<Record<string, string>>;
  /** `updateMask`: the fields to change, as gcloud writes them (`iap,`). */
  readonly mask: readonly string[];
}

/** One method of one API. */
export interface AdminMethod {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: RegExp;
  /** @throws {GoogleError} */
  readonly run: (call: AdminCall) => object | Promise<object>;
}

/** @throws {GoogleError} unless it is an object */
export function objectIn(body: JsonObject, name: string): JsonObject {
  const value = body[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GoogleError('INVALID_ARGUMENT', `Invalid value at '${name}': an object is required.`);
  return value as JsonObject;
}

/** What is null counts as left out, as in all of protobuf's JSON. @throws {GoogleError} if it is there and is no text */
export function textIn(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new GoogleError('INVALID_ARGUMENT', `Invalid value at '${name}' (TYPE_STRING).`);
}

/** Google does not tell a project that is not there from one that is not yours. */
export function assertProject({ context, at }: Pick<AdminCall, 'context' | 'at'>): void {
  const { id, number } = context.manifest.project;
  if (at.project === id || at.project === number) return;
  throw new GoogleError('PERMISSION_DENIED', `Permission denied on resource project ${at.project ?? ''}.`);
}
