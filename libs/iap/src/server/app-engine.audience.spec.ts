import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { settingsOf } from './iap-server.settings.ts';

const allowedCallers = ['serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com'];
let metadata: Server;
let answer = { flavor: 'Google', status: 200, body: '123456789012' };
let host: string;

beforeAll(async () => {
  metadata = createServer((request, response) => {
    const isAsked = request.url === '/computeMetadata/v1/project/numeric-project-id';
    const status = isAsked && request.headers['metadata-flavor'] === 'Google' ? answer.status : 404;
    response.writeHead(status, { 'metadata-flavor': answer.flavor }).end(answer.body);
  });
  await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(metadata.address() as AddressInfo).port}`;
});
afterAll(() => {
  metadata.closeAllConnections();
  metadata.close();
});
beforeEach(() => {
  answer = { flavor: 'Google', status: 200, body: '123456789012' };
});

const onAppEngine = () => ({
  GAE_ENV: 'standard',
  GOOGLE_CLOUD_PROJECT: 'quotes-demo',
  GCE_METADATA_HOST: host,
});

it('puts the audience together from what App Engine tells', async () => {
  const { audiences } = await settingsOf({ allowedCallers }, onAppEngine());
  expect([...audiences]).toEqual(['/projects/123456789012/apps/quotes-demo']);
});

it.each([
  ['the number is none', { body: 'quotes-demo' }],
  ['the answer is an error', { status: 503 }],
  ['another server answers', { flavor: 'Other' }],
])('does not start when %s', async (_flaw, change) => {
  answer = { ...answer, ...change };
  await expect(settingsOf({ allowedCallers }, onAppEngine())).rejects.toThrow(
    'App Engine did not tell it; set it',
  );
});

it.each([
  ['nobody answers', { GCE_METADATA_HOST: '127.0.0.1:9' }],
  ['the project id is unknown', { GOOGLE_CLOUD_PROJECT: undefined }],
])('does not start when %s', async (_flaw, change) => {
  const env = { ...onAppEngine(), ...change };
  await expect(settingsOf({ allowedCallers }, env)).rejects.toThrow('App Engine did not tell it; set it');
});

it.each([
  ['off App Engine', {}, {}],
  ['with GAE_ENV empty', {}, { GAE_ENV: '' }],
  ['on another kind of App Engine', {}, { GAE_ENV: 'flex' }],
  ['when it is undefined, which nobody writes on purpose', { audience: undefined }, { GAE_ENV: 'standard' }],
])('is not asked for %s', async (_where, options, change) => {
  const env = { GCE_METADATA_HOST: host, GOOGLE_CLOUD_PROJECT: 'quotes-demo', ...change };
  const given = { allowedCallers, ...options } as { allowedCallers: string[] };
  await expect(settingsOf(given, env)).rejects.toThrow('audience: set what IAP writes');
});
