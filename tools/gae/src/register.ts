// `node --import gae/register`: plain Node runs the workspace's TypeScript. Type stripping alone cannot, because Nest's
// injection needs decorators and the types that they record.
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compile, isWorkspaceSource } from './swc.ts';

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !isWorkspaceSource(url)) return nextLoad(url, context);
    return { format: 'module', source: compile(fileURLToPath(url)), shortCircuit: true };
  },
});
