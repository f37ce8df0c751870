export type JsonObject = Readonly<Record<string, unknown>>;

/** What {@link parseJsonObject} found wrong. */
export type JsonObjectFlaw = 'not-json' | 'duplicate-member';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Reads one JSON object, and nothing but an object.
 *
 * `JSON.parse` keeps the last of two members with one name, other readers keep the first; RFC 7515 section 4 allows
 * refusing them, at any depth. Names are compared after unescaping, as the parser does.
 */
export function parseJsonObject(text: string): JsonObject | JsonObjectFlaw {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return 'not-json';
    // What reads back letter by letter has lost nothing, whatever was counted.
    const isWhole = stringsIn(text) === stringsOf(value) || JSON.stringify(value) === text;
    return isWhole ? value : 'duplicate-member';
  } catch {
    return 'not-json'; // Or nested so deep that looking at it takes more stack than there is.
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In valid JSON a backslash stands within a string alone, and takes the next character along. */
function stringsIn(text: string): number {
  let quotes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) quotes++;
    else if (code === BACKSLASH) i++;
  }
  return quotes / 2;
}

/**
 * Names and strings that survived parsing: fewer than the text has when a name came twice. NaN over a name with a
 * backslash: the JSON.parse of Node 24 and 26 can take an escaped name for another, which then has one (nodejs/node#63785).
 */
function stringsOf(value: object): number {
  let strings = 0;
  if (!Array.isArray(value)) {
    for (const name of Object.keys(value)) strings += name.includes('\\') ? NaN : 1;
  }
  for (const child of Object.values(value) as unknown[]) {
    if (typeof child === 'string') strings++;
    else if (typeof child === 'object' && child !== null) strings += stringsOf(child);
  }
  return strings;
}
