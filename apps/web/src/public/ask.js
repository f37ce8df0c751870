/** Milliseconds after which the page stops waiting, whatever the server does. */
const PATIENCE = 20_000;

const OFFLINE = 'This page cannot reach its server. Check your connection and try again.';
const UNKNOWN = 'Something went wrong on our side. Please try again in a minute.';

/** An answer that is not the one asked for. `message` is for the visitor; `faults` name fields of what was sent. */
export class Refusal extends Error {
  constructor(message, faults = []) {
    super(message);
    this.faults = faults;
  }
}

/** Asks our own server. Gives the answer and the milliseconds that it took; throws a Refusal otherwise. */
export async function ask(path, body) {
  const start = performance.now();
  const response = await send(path, body);
  const data = await response.json().catch(() => undefined);
  const ms = performance.now() - start;
  if (response.ok && data !== undefined) return { data, ms };
  throw refusalOf(data);
}

async function send(path, body) {
  const signal = AbortSignal.timeout(PATIENCE);
  const sent = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  try {
    return await fetch(path, { signal, ...(body !== undefined && sent) });
  } catch {
    throw new Refusal(OFFLINE);
  }
}

function refusalOf(data) {
  const message = typeof data?.message === 'string' ? data.message : UNKNOWN;
  return new Refusal(message, Array.isArray(data?.faults) ? data.faults : []);
}
