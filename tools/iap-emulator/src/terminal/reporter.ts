import type { Emulator } from '../emulator.ts';
import { addressTable } from './address.table.ts';
import { requestLine } from './request.line.ts';
import type { RequestRecord } from '../records/request.record.ts';
import type { AbsentApp } from './upstream.wait.ts';

/** What a start tells, in the order in which it happens. */
export interface Reporter {
  listening(emulator: Emulator): void;
  waitingFor(absent: readonly AbsentApp[]): void;
  serving(emulator: Emulator): void;
  request(record: RequestRecord): void;
  reloaded(emulator: Emulator): void;
  /** The manifest has changed and cannot be used. */
  kept(error: Error): void;
}

type Print = (line: string) => void;

/** For people. */
export function textReporter(print: Print): Reporter {
  return {
    listening: ({ url, manifest }) => {
      print(`IAP emulator at ${url}, for ${manifest.file}`);
    },
    waitingFor: (absent) => {
      const names = absent.map(({ service, proxy }) => `${service} (${proxy})`);
      print(`Waiting for ${names.join(' and ')} to accept connections.`);
    },
    serving: (emulator) => {
      print(`\n${addressTable(emulator)}\n`);
    },
    request: (record) => {
      print(requestLine(record));
    },
    reloaded: (emulator) => {
      print(`${emulator.manifest.file} has changed, and is in force.\n\n${addressTable(emulator)}\n`);
    },
    kept: ({ message }) => {
      print(`${message}\nNothing has changed: the manifest as it was stays in force.`);
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
    reloaded: ({ url, services }) => {
      say({ reloaded: true, url, services });
    },
    kept: ({ message }) => {
      say({ reloaded: false, error: message });
    },
  };
}
