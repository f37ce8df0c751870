import type { Emulator } from '../emulator.ts';
import { gcloudEnvironmentOf } from '../environment/gcloud.environment.ts';
import { environmentOf } from '../environment/service.environment.ts';
import type { FaultName } from '../faults/faults.table.ts';
import { flawOf } from '../front/assertion.ts';
import type { ControlVerb } from './control.verb.ts';
import { requestControl } from './request.control.ts';

/** Every verb by the end of its address. The command line has no other way in. */
export const verbs: Readonly<Record<string, ControlVerb>> = {
  env: {
    takes: ['service'],
    run: (emulator, args) => {
      const service = args.optionalText('service');
      return service === undefined ? gcloudEnvironmentOf(emulator) : environmentOf(emulator, service);
    },
  },
  token: {
    takes: ['email', 'audience'],
    run: async (emulator, args) => {
      const audience = args.optionalText('audience') ?? emulator.oauthClientId;
      return { token: await emulator.idToken(args.text('email'), audience) };
    },
  },
  'service-account-jwt': {
    takes: ['email', 'audience'],
    run: async (emulator, args) => ({
      token: await emulator.serviceAccountJwt(args.text('email'), args.text('audience')),
    }),
  },
  assertion: {
    takes: ['email', 'flaw'],
    run: async (emulator, args) => {
      const flaw = args.optionalText('flaw');
      const options = flaw === undefined ? {} : { flaw: flawOf(flaw) };
      return { assertion: await emulator.assertion(args.optionalText('email'), options) };
    },
  },
  policy: { takes: [], run: policyOf },
  'policy/grant': {
    takes: ['service', 'member'],
    run: (emulator, args) => {
      emulator.policy.grant(args.text('service'), args.text('member'));
      return policyOf(emulator);
    },
  },
  'policy/revoke': {
    takes: ['service', 'member'],
    run: (emulator, args) => {
      emulator.policy.revoke(args.text('service'), args.text('member'));
      return policyOf(emulator);
    },
  },
  'policy/reset': {
    takes: ['service'],
    run: (emulator, args) => {
      emulator.policy.reset(args.optionalText('service'));
      return policyOf(emulator);
    },
  },
  'keys/rotate': {
    takes: ['signer', 'overlapSeconds'],
    run: async (emulator, args) => {
      const overlapSeconds = args.optionalNumber('overlapSeconds');
      const options = overlapSeconds === undefined ? {} : { overlapSeconds };
      return { kid: await emulator.keys.rotate(args.optionalText('signer'), options) };
    },
  },
  'keys/retire': {
    takes: ['signer'],
    run: (emulator, args) => {
      emulator.keys.retire(args.optionalText('signer'));
    },
  },
  faults: { takes: [], run: faultsOf },
  'faults/set': {
    takes: ['name', 'value', 'service'],
    run: (emulator, args) => {
      // What a name takes is checked where it is set; over the wire, any name and value can come.
      const [name, value] = [args.text('name') as FaultName, args.any('value') as never];
      emulator.faults.set(name, value, { service: args.optionalText('service') });
      return faultsOf(emulator);
    },
  },
  'faults/clear': {
    takes: ['name', 'service'],
    run: (emulator, args) => {
      const name = args.optionalText('name') as FaultName | undefined;
      emulator.faults.clear(name, { service: args.optionalText('service') });
      return faultsOf(emulator);
    },
  },
  time: { takes: [], run: timeOf },
  'time/set': {
    takes: ['time'],
    run: (emulator, args) => {
      emulator.time.set(args.text('time'));
      return timeOf(emulator);
    },
  },
  'time/advance': {
    takes: ['ms'],
    run: (emulator, args) => {
      emulator.time.advance(args.number('ms'));
      return timeOf(emulator);
    },
  },
  'time/reset': {
    takes: [],
    run: (emulator) => {
      emulator.time.reset();
      return timeOf(emulator);
    },
  },
  ...requestControl,
};

function policyOf({ policy, services }: Emulator): object {
  return Object.fromEntries(Object.keys(services).map((id) => [id, policy.members(id)]));
}

function faultsOf({ faults }: Emulator): object {
  return { faults: faults.list() };
}

function timeOf({ time }: Emulator): object {
  return { time: new Date(time.now()).toISOString() };
}
