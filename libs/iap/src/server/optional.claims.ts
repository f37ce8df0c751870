import { deepFreeze } from './deep-freeze.ts';
import type { IapJwtPayload } from './iap-jwt.payload.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from './json-object.parser.ts';

/**
 * The claims that IAP adds for some callers and not for others. One of another shape than expected counts as absent:
 * it then satisfies no rule and names no member.
 */

const NOTHING: readonly never[] = Object.freeze([]);
const NO_MEMBERS: Readonly<Record<string, never>> = Object.freeze({});

export function hostedDomainOf({ hd }: IapJwtPayload): { readonly hostedDomain?: string } {
  return typeof hd === 'string' ? { hostedDomain: hd } : NO_MEMBERS;
}

export function accessOf({ google }: IapJwtPayload): { accessLevels: readonly string[]; deviceId?: string } {
  if (!isJsonObject(google)) return { accessLevels: NOTHING };
  const { access_levels: levels, device_id: deviceId } = google;
  const accessLevels = isTexts(levels) ? Object.freeze([...levels]) : NOTHING;
  return typeof deviceId === 'string' ? { accessLevels, deviceId } : { accessLevels };
}

/** Source: the IAP API, `AttributePropagationSettings`: every attribute is a list of texts. */
export function attributesOf(payload: IapJwtPayload): Readonly<Record<string, readonly string[]>> {
  const { additional_claims: attributes } = payload;
  if (!isJsonObject(attributes)) return NO_MEMBERS;
  const texts = Object.entries(attributes).filter((entry): entry is [string, string[]] => isTexts(entry[1]));
  return Object.freeze(Object.fromEntries(texts.map(([name, values]) => [name, Object.freeze([...values])])));
}

/** Fixtures of others show an object and JSON text; both are read. */
export function identityPlatformOf({ gcip }: IapJwtPayload): JsonObject {
  const claims = typeof gcip === 'string' ? parseJsonObject(gcip) : gcip;
  return isJsonObject(claims) ? deepFreeze(claims) : NO_MEMBERS;
}

/** The whole principal, as IAM writes it: one pool's subject is another's namesake. */
export function workforceMemberOf(payload: IapJwtPayload): { readonly member?: `principal://${string}` } {
  const { workforce_identity: workforce } = payload;
  const principal = isJsonObject(workforce) ? workforce.iam_principal : undefined;
  return isPrincipal(principal) ? { member: principal } : NO_MEMBERS;
}

function isPrincipal(value: unknown): value is `principal://${string}` {
  return typeof value === 'string' && value.startsWith('principal://');
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
