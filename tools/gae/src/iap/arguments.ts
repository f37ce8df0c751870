import { parseArgs } from 'node:util';

export interface IapArguments {
  readonly command: 'plan' | 'apply' | 'rollback';
  readonly manifest: string | undefined;
  readonly json: boolean;
  readonly isExitCodeWanted: boolean;
  readonly mayRemove: boolean;
  readonly waitSeconds: number;
  readonly settleSeconds: number;
  readonly origins: ReadonlyMap<string, string>;
}

export const USAGE = `\
Usage: nx run gae:plan | gae:apply | gae:rollback [--option=value]

  --manifest=FILE     what is to be; default app-yaml/iap.yaml
  --json              one JSON object on standard output, words on standard error
  --exit-code         plan: end with 3 where something differs, for CI
  --remove            apply: take access from members that the manifest does not name
  --wait=SECONDS      apply: before the switch, for grants to count, 0 to 3600; default 600
  --settle=SECONDS    apply: how long IAP may take to close what is closed, 0 to 3600; default 180
  --at=SERVICE=URL    apply: call this service there; may come again
`;

/** What was asked for is no command of this tool. */
export class UsageError extends Error {}

/** @throws {UsageError} that says what is wrong with the arguments */
export function readArguments(args: readonly string[]): IapArguments {
  const { values, positionals } = parsed(args);
  const [command, ...rest] = positionals;
  if ((command !== 'plan' && command !== 'apply' && command !== 'rollback') || rest.length > 0)
    throw new UsageError(`Say plan, apply or rollback, not "${positionals.join(' ')}".`);
  return {
    command,
    manifest: values.manifest,
    json: values.json,
    isExitCodeWanted: values['exit-code'],
    mayRemove: values.remove,
    waitSeconds: seconds('wait', values.wait),
    settleSeconds: seconds('settle', values.settle),
    origins: new Map(values.at.map(originIn)),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        manifest: { type: 'string' },
        json: { type: 'boolean', default: false },
        'exit-code': { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
        wait: { type: 'string', default: '600' },
        settle: { type: 'string', default: '180' },
        at: { type: 'string', multiple: true, default: [] },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function seconds(name: string, value: string): number {
  const number = Number(value);
  if (/^\d{1,4}$/.test(value) && number <= 3600) return number;
  throw new UsageError(`--${name} takes whole seconds from 0 to 3600, not "${value}".`);
}

function originIn(pair: string): [service: string, origin: string] {
  const [service = '', url = ''] = pair.split(/=(.*)/s);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (service === '' || !parsed || !/^https?:$/.test(parsed.protocol))
    throw new UsageError(`--at takes SERVICE=URL, not "${pair}".`);
  return [service, parsed.href];
}
