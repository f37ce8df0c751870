import { environmentLines, faultLines, policyLines } from './control.words.ts';
import type { ControlCommand } from './command.entry.ts';
import { readDuration, readPair } from './control.readers.ts';
import { requestCommands } from './request.commands.ts';

/** By their first one or two words. */
export const controlCommands: Readonly<Record<string, ControlCommand>> = {
  env: {
    usage: 'env [SERVICE]',
    says: 'the variables to start a service with, as lines for a shell; without one, those that point gcloud here',
    verb: 'env',
    args: ([service]) => ({ service }),
    show: environmentLines,
  },
  token: {
    usage: 'token EMAIL [AUDIENCE]',
    says: 'an ID token, for IAP’s OAuth client when no audience is named',
    verb: 'token',
    args: ([email, audience]) => ({ email, audience }),
    show: ({ token }: { token: string }) => token,
  },
  jwt: {
    usage: 'jwt EMAIL AUDIENCE',
    says: 'a JWT that a service account signs for itself; the audience is an address, or ends in /*',
    verb: 'service-account-jwt',
    args: ([email, audience]) => ({ email, audience }),
    show: ({ token }: { token: string }) => token,
  },
  assertion: {
    usage: 'assertion [EMAIL]',
    says: 'what IAP would add for this account, for a call past IAP; of nobody without one',
    options: ['flaw'],
    verb: 'assertion',
    args: ([email], { flaw }) => ({ email, flaw }),
    show: ({ assertion }: { assertion: string }) => assertion,
  },
  policy: { usage: 'policy', says: 'who may pass to which service', verb: 'policy', show: policyLines },
  'policy grant': {
    usage: 'policy grant SERVICE MEMBER',
    says: 'let an IAM member pass, until the emulator ends',
    verb: 'policy/grant',
    args: ([service, member]) => ({ service, member }),
    show: policyLines,
  },
  'policy revoke': {
    usage: 'policy revoke SERVICE MEMBER',
    says: 'no longer let it pass',
    verb: 'policy/revoke',
    args: ([service, member]) => ({ service, member }),
    show: policyLines,
  },
  'policy reset': {
    usage: 'policy reset [SERVICE]',
    says: 'back to the manifest',
    verb: 'policy/reset',
    args: ([service]) => ({ service }),
    show: policyLines,
  },
  'rotate-keys': {
    usage: 'rotate-keys [SIGNER]',
    says: 'sign with a new key: iap (assertions), google (ID tokens), or a service account’s address',
    options: ['overlap'],
    verb: 'keys/rotate',
    args: ([signer], { overlap }) => ({ signer, overlapSeconds: overlap && readDuration(overlap) / 1000 }),
    show: ({ kid }: { kid: string }) => kid,
  },
  'retire-keys': {
    usage: 'retire-keys [SIGNER]',
    says: 'take back every key but the one that signs now',
    verb: 'keys/retire',
    args: ([signer]) => ({ signer }),
    show: () => '',
  },
  faults: { usage: 'faults', says: 'the faults that are on', verb: 'faults', show: faultLines },
  'faults set': {
    usage: 'faults set NAME=VALUE',
    says: 'turn a fault on, everywhere or for --service',
    options: ['service'],
    verb: 'faults/set',
    args: ([pair = ''], { service }) => ({ ...readPair(pair), service }),
    show: faultLines,
  },
  'faults clear': {
    usage: 'faults clear [NAME]',
    says: 'turn faults off: one, those of --service, or all',
    options: ['service'],
    verb: 'faults/clear',
    args: ([name], { service }) => ({ name, service }),
    show: faultLines,
  },
  time: { usage: 'time', says: 'the emulator’s time', verb: 'time', show: timeLine },
  'time set': {
    usage: 'time set TIME',
    says: 'set it, as 2030-01-31T12:00:00Z; it runs on from there',
    verb: 'time/set',
    args: ([time]) => ({ time }),
    show: timeLine,
  },
  'time advance': {
    usage: 'time advance DURATION',
    says: 'move it on, as 90s, 10m, 2h or 1d',
    verb: 'time/advance',
    args: ([duration = '']) => ({ ms: readDuration(duration) }),
    show: timeLine,
  },
  'time back': {
    usage: 'time back DURATION',
    says: 'move it back',
    verb: 'time/advance',
    args: ([duration = '']) => ({ ms: -readDuration(duration) }),
    show: timeLine,
  },
  'time reset': {
    usage: 'time reset',
    says: 'back to the machine’s time',
    verb: 'time/reset',
    show: timeLine,
  },
  ...requestCommands,
};

function timeLine({ time }: { time: string }): string {
  return time;
}
