import type { Emulator } from '../emulator.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { addressTable } from './address.table.ts';
import { requestLine } from './request.line.ts';
import type { RequestRecord } from './request.record.ts';
import type { AbsentApp } from './upstream.wait.ts';

/** What a start tells, in the order in which it happens. */
export interface Reporter {
  listening(emulator: Emulator): void;
  waitingFor(absent: readonly AbsentApp[]): void;
  serving(emulator: Emulator): void;
  request(record: RequestRecord): void;
}

type Print = (line: string) => void;

/** For people. */
export function textReporter(manifest: Manifest, print: Print): Reporter {
  return {
    listening: ({ url }) => {
      print(`IAP emulator at ${url}, for ${manifest.file}`);
    },
    waitingFor: (absent) => {
      const names = absent.map(({ service, proxy }) => `${service} (${proxy})`);
      print(`Waiting for ${names.join(' and ')} to accept connections.`);
    },
    serving: (emulator) => {
      print(`\n${addressTable(manifest, emulator)}\n`);
    },
    request: (record) => {
      print(requestLine(record));
    },
  };
}

/** For programs: one JSON object a line. The first says where everything listens. */
export function jsonReporter(print: Print): Reporter {
  const say = (value: object): void => {
    print(JSON.stringify(value));
  };
  return {
    listening: ({ url, services }) => {
      say({ ready: true, url, services });
    },
    waitingFor: (waitingFor) => {
      say({ waitingFor });
    },
    serving: ({ services }) => {
      say({ serving: Object.values(services).map(({ url }) => url) });
    },
    request: (request) => {
      say({ request });
    },
  };
}
