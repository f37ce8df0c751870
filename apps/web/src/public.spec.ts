import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connect } from 'node:net';
import { once } from 'node:events';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './create-app.ts';
import { listen } from 'app-engine';

const root = fileURLToPath(new URL('./public/', import.meta.url));
const files = readdirSync(root);

async function start(env: NodeJS.ProcessEnv): Promise<{ app: NestFastifyApplication; url: string }> {
  const app = await createApp({
    PORT: '0',
    API_URL: 'http://127.0.0.1:1',
    API_TARGET_AUDIENCE: '1-x.apps.googleusercontent.com',
    ...env,
  });
  Logger.overrideLogger(false);
  return { app, url: await listen(app, 'default') };
}

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  process.env.GCE_METADATA_HOST = '127.0.0.1:1';
  ({ app, url } = await start({}));
});
afterAll(() => app.close());

it('serves the page at /', async () => {
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toBe(readFileSync(`${root}index.html`, 'utf8'));
});

it.each(files)(
  'serves /%s, to be asked for again each time, and answers 304 while it is the same',
  async (file) => {
    const response = await fetch(`${url}/${file}`);
    const content = Buffer.from(await response.arrayBuffer());
    expect(content.equals(readFileSync(root + file))).toBe(true);
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    const { headers } = response;
    expect([headers.get('cache-control'), headers.get('etag'), headers.get('last-modified')]).toEqual([
      'no-cache',
      etag,
      null,
    ]);

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await fetch(`${url}/${file}`, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    const other = await fetch(`${url}/${file}`, { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  },
);

it.each([
  '/../config.ts',
  '/%2e%2e/config.ts',
  '/..%2fconfig.ts',
  '/%00',
  '/.env',
  '/page.js/',
  '//etc/passwd',
  '/public/page.js',
])('serves nothing else: %s', async (path) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(answer.toString()).toMatch(/^HTTP\/1.1 40[04] /);
});

describe('security headers', () => {
  it.each(['/', '/page.js', '/healthz', '/nowhere', '/api/products'])('stand on %s', async (path) => {
    const { headers } = await fetch(`${url}${path}`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy':
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';" +
        "base-uri 'none';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(headers.has('x-powered-by')).toBe(false);
  });

  it('speak of https in production only', async () => {
    expect((await fetch(url)).headers.has('strict-transport-security')).toBe(false);
    const production = await start({ NODE_ENV: 'production' });
    const { headers } = await fetch(production.url);
    await production.app.close();
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });
});

it('has nothing on the page that the policy would stop, and no way to turn text into markup', () => {
  const html = readFileSync(`${root}index.html`, 'utf8');
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:\/\//);
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    expect(readFileSync(root + file, 'utf8')).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(/,
    );
  }
});
