import type { ControlCommand } from './command.entry.ts';
import { readDuration, readNumber } from './control.readers.ts';
import { requestLines } from './control.words.ts';
import type { Options } from './options.ts';

const FILTER = ['service', 'status', 'path', 'method', 'at', 'decision', 'caller'] as const;

/** The commands about requests that were seen. */
export const requestCommands: Readonly<Record<string, ControlCommand>> = {
  requests: {
    usage: 'requests',
    says: 'the requests that were seen, the oldest first',
    options: FILTER,
    verb: 'requests',
    args: (_words, options) => filterIn(options),
    show: requestLines,
  },
  'requests wait': {
    usage: 'requests wait',
    says: 'the first that matches, as soon as it is there',
    options: [...FILTER, 'timeout'],
    verb: 'requests/wait',
    args: (_words, { timeout, ...options }) => ({
      ...filterIn(options),
      timeoutMs: timeout && readDuration(timeout),
    }),
    show: ({ request }: { request: never }) => requestLines({ requests: [request] }),
  },
  'requests clear': { usage: 'requests clear', says: 'forget them', verb: 'requests/clear', show: () => '' },
};

function filterIn(options: Options): object {
  const given = Object.fromEntries(FILTER.map((name) => [name, options[name]]));
  return {
    ...given,
    ...(options.status !== undefined && { status: readNumber('--status', options.status) }),
  };
}
