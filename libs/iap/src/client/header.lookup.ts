/**
 * A header of a request, whatever its spelling. Names are compared trimmed, because Axios trims them before it sends
 * them and its own `get` does not: ` Host ` is a Host header.
 */
export function headerOf(headers: object, name: string): unknown {
  for (const key of Object.keys(headers)) {
    if (key.length >= name.length && key.trim().toLowerCase() === name) {
      const value: unknown = Reflect.get(headers, key);
      if (value) return value;
    }
  }
  return undefined;
}
