import { folderWith, MANIFEST_TEXT, removeFolders, SHOP_YAML } from '../test/fixture.ts';
import { createNodesV2 } from './plugin.ts';

afterEach(removeFolders);

const targetsOf = async (files: Record<string, string>) => {
  const workspaceRoot = folderWith({ 'apps/shop/src/main.ts': '', ...files });
  const [glob, createNodes] = createNodesV2;
  expect(glob).toBe('apps/*/src/main.ts');
  const [result] = await createNodes(['apps/shop/src/main.ts'], undefined, {
    workspaceRoot,
    nxJsonConfiguration: {},
  });
  const project = result?.[1].projects?.['apps/shop'];
  expect(project?.projectType).toBe('application');
  return project?.targets ?? {};
};

describe('an app', () => {
  it('can be served and built', async () => {
    const targets = await targetsOf({});
    expect(Object.keys(targets)).toStrictEqual(['serve', 'build']);
    expect(targets.serve).toStrictEqual({ executor: 'gae:serve', continuous: true });
    expect(targets.build).toMatchObject({ cache: true, outputs: ['{workspaceRoot}/dist/apps/shop'] });
  });

  it('can be staged and deployed with a file in app-yaml', async () => {
    const targets = await targetsOf({ 'app-yaml/shop.yaml': SHOP_YAML });
    expect(Object.keys(targets)).toStrictEqual(['serve', 'build', 'stage', 'verify', 'deploy']);
    expect(targets.stage).toMatchObject({
      dependsOn: ['build'],
      cache: true,
      outputs: ['{workspaceRoot}/dist/stage/shop'],
    });
    expect(targets.stage?.inputs).toEqual(
      expect.arrayContaining(['{workspaceRoot}/app-yaml/shop.yaml', '{workspaceRoot}/app-yaml/iap.yaml']),
    );
  });

  it('is built anew when a package that it loads by name changes, and not for a spec or a README', async () => {
    const shop = JSON.stringify({ gae: { runtimeDependencies: ['class-validator'] } });
    const { build } = await targetsOf({ 'apps/shop/package.json': shop });
    expect(build?.inputs).toStrictEqual([
      'production',
      '^production',
      '{workspaceRoot}/tools/gae/src/**/*',
      '!{workspaceRoot}/tools/gae/src/**/*.spec.ts',
      '{workspaceRoot}/tools/gae/{package,executors}.json',
      { externalDependencies: ['esbuild', '@swc/core', 'class-validator'] },
    ]);
  });

  it('is deployed after the checks of every app that it works with, and never from the cache', async () => {
    const { deploy, verify } = await targetsOf({
      'app-yaml/shop.yaml': SHOP_YAML,
      'app-yaml/iap.yaml': MANIFEST_TEXT,
    });
    const projects = ['ledger', 'orders', 'shop'];
    expect(deploy?.cache).toBeFalsy();
    expect(deploy?.dependsOn).toStrictEqual(['stage', 'verify'].map((target) => ({ projects, target })));
    expect(verify?.dependsOn).toStrictEqual(['lint', '^lint', 'test', '^test', 'typecheck', '^typecheck']);
  });

  it.each`
    state             | files
    ${'missing'}      | ${{}}
    ${'with a fault'} | ${{ 'app-yaml/iap.yaml': MANIFEST_TEXT.replace('closed', 'shut') }}
  `(
    'has its targets with a manifest that is $state',
    async ({ files }: { files: Record<string, string> }) => {
      const { deploy } = await targetsOf({ 'app-yaml/shop.yaml': SHOP_YAML, ...files });
      expect(deploy?.dependsOn?.[0]).toStrictEqual({ projects: ['shop'], target: 'stage' });
    },
  );
});
