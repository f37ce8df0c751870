import { isMap, YAMLMap } from 'yaml';
import type { Environment } from '../environment.ts';
import { MANIFEST } from '../manifest/read-manifest.ts';
import type { AppYaml } from './app-yaml.ts';

/** The app.yaml to deploy: the one in app-yaml/, its comments too, with the derived variables below its own. */
export function renderAppYaml({ document }: AppYaml, derived: Environment): string {
  const copy = document.clone();
  const variables = copy.get('env_variables');
  const map = isMap(variables) ? variables : new YAMLMap();
  if (map !== variables) copy.set('env_variables', map);
  for (const [index, [name, value]] of Object.entries(derived).entries()) {
    const key = copy.createNode(name);
    if (index === 0) key.commentBefore = ` From ${MANIFEST}.`;
    map.add(copy.createPair(key, value));
  }
  return copy.toString({ lineWidth: 0 });
}
