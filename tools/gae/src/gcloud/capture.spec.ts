import { GcloudError, gcloudAt, jsonOf } from './capture.ts';

const shell = gcloudAt('/bin/sh');
const says = (script: string) => ['-c', script];

it('gives what gcloud prints', async () => {
  await expect(shell(says('echo "$CLOUDSDK_CORE_DISABLE_PROMPTS"; echo advice >&2'))).resolves.toBe('1\n');
});

it.each([
  ['ERROR: (gcloud.iap.web.enable) It is gone.', 'It is gone.'],
  ['WARNING: old\nERROR: It is gone.\nmore advice', 'It is gone.'],
  [
    'ERROR: (gcloud.x) Denied. This command is authenticated with an access token from /home/ada/token',
    'Denied.',
  ],
])('tells what gcloud says of %j, and no more', async (stderr, said) => {
  const failure = shell(['-c', 'echo "$1" >&2; exit 1', 'gcloud', stderr]);
  await expect(failure).rejects.toBeInstanceOf(GcloudError);
  await expect(failure).rejects.toMatchObject({ said, message: expect.not.stringContaining('/home/ada') });
});

it.each(['not JSON', ''])('takes "%s" for no JSON, without quoting it', async (text) => {
  const failure = jsonOf(() => Promise.resolve(text), ['app', 'describe']);
  await expect(failure).rejects.toThrow('gcloud app describe: printed no JSON');
});

it('asks for JSON', async () => {
  const asked: unknown[] = [];
  await jsonOf((args) => Promise.resolve(asked.push(args)).then(() => '{}'), ['app', 'describe']);
  expect(asked).toEqual([['app', 'describe', '--format=json']]);
});

it('says when there is no gcloud', async () => {
  await expect(gcloudAt('/nowhere/gcloud')(['version'])).rejects.toThrow('ENOENT');
});
