import { controlCommands } from './control.commands.ts';

const WIDTH = 30;
const control = Object.values(controlCommands).map(({ usage, says }) => `  ${usage.padEnd(WIDTH)} ${says}`);

export const USAGE = `Usage: iap-emulator <command> [options]

App Engine with Identity-Aware Proxy, on 127.0.0.1.

Commands
  ${'start'.padEnd(WIDTH)} start the fronts, the metadata servers, the keys and the sign-in page
  ${'facts'.padEnd(WIDTH)} what the emulator believes about IAP, with sources and confidence

Commands to an emulator that runs
${control.join('\n')}

Options
  --config FILE      the manifest (default: $IAP_CONFIG, then app-yaml/iap.yaml)
  --set NAME=VALUE   start: choose otherwise where iap-emulator facts lists a choice; may come again
  --url URL          the emulator to speak to (default: $IAP_EMULATOR_URL, then emulator.port of the manifest)
  --service SERVICE  faults, requests: only this service
  --overlap TIME     rotate-keys: publish the old key for so long (default: until retire-keys)
  --flaw FLAW        assertion: expired, issued-in-future, wrong-audience, wrong-issuer or bad-signature
  --at --method --path --status --decision --caller
                     requests: only those with this value
  --timeout TIME     requests wait: how long (default: 5s)
  --json             one JSON object a line instead of text
  --help, --version

Exit codes: 0 done, 1 could not be done, 2 wrong usage, 3 no emulator answers, 4 no request came in time.
`;
