import { execFile } from 'node:child_process';
import type { GcloudArguments } from './app-deploy.ts';

/** Milliseconds until gcloud is stopped. It tries an address that does not answer for half a minute. */
const TIMEOUT = 120_000;
const MAX_BUFFER = 16 * 1024 * 1024;

/** Runs gcloud and gives what it prints. */
export type Gcloud = (args: GcloudArguments) => Promise<string>;

/** gcloud ended with an error. */
export class GcloudError extends Error {
  /** What gcloud said, without its advice. */
  readonly said: string;

  constructor(args: GcloudArguments, said: string) {
    super(`gcloud ${args.slice(0, 3).join(' ')}: ${said}`);
    this.said = said;
  }
}

/** The gcloud of this machine, asked to ask nothing. */
export function gcloudAt(command: string): Gcloud {
  const options = {
    timeout: TIMEOUT,
    maxBuffer: MAX_BUFFER,
    env: { ...process.env, CLOUDSDK_CORE_DISABLE_PROMPTS: '1' },
  };
  return (args) =>
    new Promise((resolve, reject) => {
      execFile(command, args, options, (error, stdout, stderr) => {
        if (error) reject(new GcloudError(args, errorIn(stderr) ?? error.message));
        else resolve(stdout);
      });
    });
}

/** @throws {GcloudError} also where it prints no JSON */
export async function jsonOf(gcloud: Gcloud, args: GcloudArguments): Promise<unknown> {
  const text = await gcloud([...args, '--format=json']);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new GcloudError(args, 'printed no JSON');
  }
}

/** The line that says what is wrong; the path of a token file at its end is nobody's business. */
function errorIn(stderr: string): string | undefined {
  const line = stderr.split('\n').find((each) => each.startsWith('ERROR:'));
  return line?.replace(/^ERROR: (?:\([\w.-]+\) )?/, '').replace(/ This command is authenticated.*$/, '');
}
