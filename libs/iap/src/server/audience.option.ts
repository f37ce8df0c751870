import { appEngineAudience, isOnAppEngine } from './app-engine.audience.ts';
import type { ReportFault } from './iap-server.settings.ts';

const PROJECT_ID = '(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]';

/** What IAP writes into `aud`, by what stands behind it. Source: IAP, "Securing your app with signed headers". */
const SHAPES = [
  { resource: String.raw`apps/${PROJECT_ID}`, example: '/projects/PROJECT_NUMBER/apps/PROJECT_ID' },
  {
    resource: String.raw`global/backendServices/\d+`,
    example: '/projects/PROJECT_NUMBER/global/backendServices/SERVICE_ID',
  },
  {
    resource: String.raw`[a-z]+-[a-z0-9-]+/backendServices/\d+`,
    example: '/projects/PROJECT_NUMBER/REGION/backendServices/SERVICE_ID',
  },
  {
    resource: String.raw`locations/[a-z]+-[a-z0-9-]+/services/[a-z][a-z0-9-]*`,
    example: '/projects/PROJECT_NUMBER/locations/REGION/services/SERVICE_NAME',
  },
] as const;

const RESOURCE = `(?:${SHAPES.map(({ resource }) => resource).join('|')})`;
const AUDIENCE = new RegExp(String.raw`^/projects/[1-9]\d*/${RESOURCE}$`);
const WITH_PROJECT_ID = new RegExp(`^/projects/(${PROJECT_ID})/${RESOURCE}$`);
const EXAMPLES = SHAPES.map(({ example }) => example).join(', ');

/** Left out is not the same as undefined: the latter is a variable that somebody forgot to set. */
export async function audiencesOf(
  options: { readonly audience?: unknown },
  env: NodeJS.ProcessEnv,
  report: ReportFault,
): Promise<ReadonlySet<string>> {
  const isLeftOut = !('audience' in options) && isOnAppEngine(env);
  const given = isLeftOut ? await appEngineAudience(env) : options.audience;
  if (isLeftOut && given === undefined) {
    report('audience', `App Engine did not tell it; set it: ${SHAPES[0].example}.`);
    return new Set();
  }
  return judged(given, report);
}

function judged(given: unknown, report: ReportFault): ReadonlySet<string> {
  const audiences: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (given === undefined || given === '' || audiences.length === 0) {
    report('audience', `set what IAP writes into the assertion's aud, for App Engine ${SHAPES[0].example}.`);
    return new Set();
  }
  for (const audience of audiences) {
    const fault = faultOf(audience);
    if (fault !== undefined) report('audience', fault);
  }
  return new Set(audiences as readonly string[]);
}

function faultOf(audience: unknown): string | undefined {
  if (typeof audience !== 'string') return `set a string or a list of strings, not ${typeof audience}.`;
  if (AUDIENCE.test(audience)) return undefined;
  const projectId = WITH_PROJECT_ID.exec(audience)?.[1];
  if (projectId !== undefined) {
    return (
      `"${audience}" has the project id where the project number belongs. ` +
      `The number: gcloud projects describe ${projectId} --format='value(projectNumber)'`
    );
  }
  if (audience.endsWith('.apps.googleusercontent.com')) {
    return (
      'an OAuth client id is what callers ask a token for; what arrives here is made for ' +
      `${SHAPES[0].example}.`
    );
  }
  return `"${audience}" is no audience of IAP. The shapes are ${EXAMPLES}.`;
}
