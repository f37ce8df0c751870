import { appDeploy } from './app-deploy.ts';
import { gcloudCommand, requireGcloud, run, shown } from './gcloud.ts';

it.each`
  promote  | flag
  ${true}  | ${'--promote'}
  ${false} | ${'--no-promote'}
`('deploys with $flag', ({ promote, flag }: { promote: boolean; flag: string }) => {
  const args = appDeploy({
    appYaml: 'dist/stage/shop/app.yaml',
    project: 'shop-demo',
    version: 'v1',
    promote,
  });
  expect(args).toStrictEqual([
    'app',
    'deploy',
    'dist/stage/shop/app.yaml',
    '--project=shop-demo',
    '--version=v1',
    flag,
    '--quiet',
  ]);
});

it.each`
  environment             | command
  ${{}}                   | ${'gcloud'}
  ${{ GCLOUD: '/opt/g' }} | ${'/opt/g'}
`('runs $command', ({ environment, command }: { environment: NodeJS.ProcessEnv; command: string }) => {
  expect(gcloudCommand(environment)).toBe(command);
});

it.each`
  word                     | text
  ${'--project=a:b_c.d/e'} | ${'--project=a:b_c.d/e'}
  ${'two words'}           | ${"'two words'"}
  ${'$(rm -r /)'}          | ${"'$(rm -r /)'"}
  ${"it's"}                | ${"'it'\\''s'"}
  ${''}                    | ${"''"}
`('shows $word as $text', ({ word, text }: Record<string, string>) => {
  expect(shown('gcloud', [word!])).toBe(`gcloud ${text}`);
});

describe('gcloud', () => {
  it('says how to get it where it is not', async () => {
    await expect(requireGcloud('/nowhere/gcloud')).rejects.toThrow(
      /^\/nowhere\/gcloud cannot be run, so nothing was changed: install .* GCLOUD=/,
    );
  });

  it('is there when it runs', async () => {
    await expect(requireGcloud('/bin/true')).resolves.toBeUndefined();
  });

  it.each`
    end               | args                  | timeout   | message
    ${'an exit code'} | ${['-c', 'exit 7']}   | ${60_000} | ${'ended with exit code 7'}
    ${'a time-out'}   | ${['-c', 'sleep 60']} | ${1}      | ${'ended with SIGTERM'}
  `(
    'fails with $end',
    async ({ args, timeout, message }: { args: string[]; timeout: number; message: string }) => {
      await expect(run('/bin/sh', args, { stdio: 'ignore', timeout })).rejects.toThrow(message);
    },
  );

  it('is asked no question', async () => {
    await expect(
      run('/bin/sh', ['-c', 'test "$CLOUDSDK_CORE_DISABLE_PROMPTS" = 1'], {
        stdio: 'ignore',
        timeout: 60_000,
      }),
    ).resolves.toBeUndefined();
  });
});
