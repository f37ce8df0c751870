import { gcloudAt } from '../gcloud/capture.ts';
import { gcloudCommand, requireGcloud, shown } from '../gcloud/gcloud.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { apply, sayingOf } from './apply.ts';
import { type IapArguments, readArguments, USAGE, UsageError } from './arguments.ts';
import { commandFor, switchCommand } from './commands.ts';
import { type Difference, differenceOf } from './difference.ts';
import { observe } from './observed.ts';

/** Exit codes beside 0, done or in sync. */
const FAILED = 1;
const WRONG_USAGE = 2;
/** There is something to apply (told where asked for), or something that no step mends. */
const DIFFERS = 3;

/** What is said goes to the other stream where the answer is for machines. */
async function main(args: IapArguments): Promise<number> {
  const say = (line: string): void => {
    if (args.json) console.error(line);
    else console.log(line);
  };
  const manifest = readManifest(process.cwd(), args.manifest);
  const strangers = [...args.origins.keys()].filter((id) =>
    manifest.services.every((service) => service.id !== id),
  );
  if (strangers.length > 0)
    throw new UsageError(`--at names ${strangers.join(', ')}, which the manifest does not have.`);
  const command = gcloudCommand(process.env);
  await requireGcloud(command);
  const gcloud = gcloudAt(command);
  if (args.command === 'rollback') {
    await gcloud(switchCommand('disable', manifest.project.id));
    say('IAP is off: every service is open. The grants stay; gae:apply switches it on again.');
    if (args.json) console.log(JSON.stringify({ outcome: 'switched off' }));
    return 0;
  }
  if (args.command === 'plan') {
    const difference = differenceOf(manifest, await observe(gcloud, manifest));
    showDifference(difference, command, manifest.project.id, say);
    if (args.json) console.log(JSON.stringify(difference));
    const differs = difference.changes.length > 0 || isBlocked(difference);
    return differs && args.isExitCodeWanted ? DIFFERS : 0;
  }
  const applied = await apply(gcloud, manifest, { ...args, say });
  const problems = applied.difference.problems.map(({ says }) => says);
  // What was found after the switch has been said by now.
  const obstacles = applied.outcome === 'blocked' ? applied.faults : [];
  for (const says of new Set([...problems, ...obstacles])) say(`! ${says}`);
  for (const change of applied.left) say(`left, as --remove was not given: ${sayingOf(change)}`);
  say(applied.outcome);
  if (args.json) console.log(JSON.stringify(applied));
  if (applied.outcome === 'blocked') return DIFFERS;
  if (applied.faults.length > 0) return FAILED;
  return applied.left.length > 0 ? DIFFERS : 0;
}

function showDifference(
  difference: Difference,
  command: string,
  project: string,
  say: (line: string) => void,
): void {
  for (const { says } of difference.problems) say(`! ${says}`);
  for (const change of difference.changes) {
    say(sayingOf(change));
    say(`    ${shown(command, commandFor(change, project))}`);
  }
  if (difference.changes.length === 0) say('In sync: Google has what the manifest says.');
}

function isBlocked({ problems }: Difference): boolean {
  return problems.some(({ isBlocking }) => isBlocking);
}

try {
  process.exitCode = await main(readArguments(process.argv.slice(2)));
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = WRONG_USAGE;
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = FAILED;
  }
}
