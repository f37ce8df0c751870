import { FILTER_FIELDS } from '../records/request.filter.ts';
import type { RequestFilter } from '../records/request.filter.ts';
import type { ControlArguments } from './control.arguments.ts';
import type { ControlVerb } from './control.verb.ts';

/** The verbs about requests that were seen. */
export const requestControl: Readonly<Record<string, ControlVerb>> = {
  requests: {
    takes: FILTER_FIELDS,
    run: (emulator, args) => ({ requests: emulator.requests.all(filterIn(args)) }),
  },
  'requests/wait': {
    takes: [...FILTER_FIELDS, 'timeoutMs'],
    run: async (emulator, args) => {
      const timeoutMs = args.optionalNumber('timeoutMs');
      const options = timeoutMs === undefined ? {} : { timeoutMs };
      return { request: await emulator.requests.waitFor(filterIn(args), options) };
    },
  },
  'requests/clear': {
    takes: [],
    run: (emulator) => {
      emulator.requests.clear();
    },
  },
};

function filterIn(args: ControlArguments): RequestFilter {
  const given = FILTER_FIELDS.map((field) => {
    return [field, field === 'status' ? args.optionalNumber(field) : args.optionalText(field)] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
