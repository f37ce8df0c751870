/** More than the keys that IAP has at a time: senders who make up headers cost each other their place, and no memory. */
const MOST = 8;

/** The latest headers that were read, each with the key id that it names. */
export class KnownHeaders {
  private readonly known: { readonly start: string; readonly kid: string }[] = [];

  /** The key id that an assertion's header names, if exactly that header is known. */
  kidOf(assertion: string): string | undefined {
    for (const { start, kid } of this.known) if (assertion.startsWith(start)) return kid;
    return undefined;
  }

  /** @param header as it was written: base64url, without its dot */
  add(header: string, kid: string): void {
    if (this.known.length >= MOST) this.known.shift();
    // The dot is where the header ends: without it, a longer one would pass for this one.
    this.known.push({ start: `${header}.`, kid });
  }
}
