import type { Environment } from '../environment.ts';
import type { Service } from '../manifest/manifest.ts';
import type { YamlError } from '../yaml/yaml-error.ts';
import { variablesOf, type AppYaml } from './app-yaml.ts';
import { looksSecret } from './secrets.ts';

export interface Expected {
  /** What the manifest says about the service. */
  readonly service: Service;
  /** What staging will add to env_variables. */
  readonly derived: Environment;
  /** `engines.node` of the built package.json, e.g. `24.x`. */
  readonly engines: string;
}

type Rule = (appYaml: AppYaml, expected: Expected) => readonly YamlError[];

/** Variables that would make a deployed app take its keys, its identity or its code from somewhere else, or trust anybody's TLS. */
const LAPTOP_ONLY = [
  'IAP_KEYS_URL',
  'GCE_METADATA_HOST',
  'GCE_METADATA_IP',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
];

const rules: readonly Rule[] = [
  (appYaml, { service }) =>
    says(appYaml, 'service', service.id, `as app-yaml/iap.yaml says for app: ${service.app}`, 'default'),
  (appYaml, { service }) =>
    says(
      appYaml,
      'service_account',
      service.serviceAccount,
      'as app-yaml/iap.yaml says; it is who the service calls as',
    ),
  (appYaml, { engines }) =>
    says(
      appYaml,
      'runtime',
      `nodejs${Number.parseInt(engines, 10)}`,
      `the app is built for Node ${engines}: option "node" of its build target`,
    ),
  nothingIsSkipped,
  variablesAreFit,
];

/** Everything in an app.yaml that must not reach App Engine. */
export function checkAppYaml(appYaml: AppYaml, expected: Expected): readonly YamlError[] {
  return rules.flatMap((rule) => rule(appYaml, expected));
}

function says(
  { fields, top }: AppYaml,
  key: string,
  expected: string,
  why: string,
  otherwise?: string,
): YamlError[] {
  const field = fields.get(key);
  const written = field ? field.scalar() : otherwise;
  return written === expected ? [] : [(field ?? top).fault(`write ${key}: ${expected}; ${why}`)];
}

function nothingIsSkipped({ fields }: AppYaml): YamlError[] {
  const field = fields.get('skip_files');
  return field
    ? [
        field.fault(
          'remove it; App Engine refuses it for Node, and the staged folder has only what is deployed',
        ),
      ]
    : [];
}

function variablesAreFit(appYaml: AppYaml, { derived }: Expected): YamlError[] {
  return ['env_variables', 'build_env_variables'].flatMap((key) =>
    variablesOf(appYaml, key).flatMap(([name, field]) => {
      const remedy = remedyFor(name, String(field.scalar()), derived);
      return remedy === undefined ? [] : [field.fault(remedy)];
    }),
  );
}

function remedyFor(name: string, value: string, derived: Environment): string | undefined {
  if (Object.hasOwn(derived, name))
    return 'remove it; it follows from app-yaml/iap.yaml, and staging writes it';
  if (LAPTOP_ONLY.includes(name))
    return 'remove it; it is for a laptop, and would replace what the app trusts on App Engine';
  if (looksSecret(name, value))
    return 'remove it; whoever can view the project can read it. Keep it in Secret Manager, and read it at start';
  return undefined;
}
