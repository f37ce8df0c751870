import { isUtf8 } from 'node:buffer';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What {@link parseJsonObject} found wrong. */
export type JsonObjectFlaw = 'not-json' | 'duplicate-member';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Reads one JSON object, and nothing but an object, from UTF-8 bytes.
 *
 * `JSON.parse` keeps the last of two members with one name, other readers keep the first; RFC 7515 section 4 allows
 * refusing them, at any depth. Names are compared after unescaping, as the parser does.
 */
export function parseJsonObject(bytes: Buffer): JsonObject | JsonObjectFlaw {
  if (!isUtf8(bytes)) return 'not-json';
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  if (!isJsonObject(value)) return 'not-json';
  // Written as JSON.stringify writes it, which is how IAP does: then nothing was lost, and nothing read wrongly.
  const isWhole = JSON.stringify(value) === text || countColons(text) === countMembers(value);
  return isWhole ? value : 'duplicate-member';
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In valid JSON, every colon outside a string stands for one member. */
function countColons(text: string): number {
  let colons = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) inString = !inString;
    else if (code === BACKSLASH) i++;
    else if (code === COLON && !inString) colons++;
  }
  return colons;
}

/**
 * Members that survived parsing: fewer than there are colons when a name came twice. NaN over a name with a backslash:
 * the JSON.parse of Node 24 and 26 can take an escaped name for another, which then has one (nodejs/node#63785).
 */
function countMembers(value: object): number {
  const names = Array.isArray(value) ? [] : Object.keys(value);
  if (names.some((name) => name.includes('\\'))) return NaN;
  let members = names.length;
  for (const child of Object.values(value) as unknown[]) {
    if (typeof child === 'object' && child !== null) members += countMembers(child);
  }
  return members;
}
