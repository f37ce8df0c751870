import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { firstValueFrom } from 'rxjs';

import { startClient } from './client.ts';
import { json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';

describe('the identity of the process', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  const environment = { ...process.env };

  beforeAll(async () => {
    upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
  });
  beforeEach(async () => {
    metadata = await startMetadataServer();
  });
  afterEach(async () => {
    await forgetCredential();
    await metadata.close();
    process.env = { ...environment };
  });
  afterAll(() => upstream.close());

  const call = async () => firstValueFrom((await startClient({ baseURL: upstream.origin })).get('/'));

  /** A credential is remembered until it fails. */
  async function forgetCredential(): Promise<void> {
    metadata.answerIdentity = (_request, response) => response.writeHead(404).end();
    await expect(call()).rejects.toMatchObject({ code: 'ERR_IAP_TOKEN_UNAVAILABLE' });
  }

  it('may be missing; it is looked for again with the next call', async () => {
    process.env.METADATA_SERVER_DETECTION = 'none';
    await expect(call()).rejects.toMatchObject({
      code: 'ERR_IAP_TOKEN_UNAVAILABLE',
      reason: 'no-credentials',
      message: expect.stringContaining('gcloud auth application-default login --impersonate-service-account'),
    });
    process.env.METADATA_SERVER_DETECTION = 'assume-present';
    expect((await call()).status).toBe(200);
  });

  it.each(['GAE_ENV', 'K_SERVICE', 'GCE_METADATA_HOST', 'GCE_METADATA_IP'])(
    'is there where %s is set: it is the metadata server that does not answer',
    async (name) => {
      process.env.METADATA_SERVER_DETECTION = 'ping-only';
      process.env.GCE_METADATA_HOST = '127.0.0.1:1';
      if (name !== 'GCE_METADATA_HOST') {
        delete process.env.GCE_METADATA_HOST;
        process.env.GCE_METADATA_IP = '127.0.0.1:1';
        process.env[name] = '127.0.0.1:1';
      }
      await expect(call()).rejects.toMatchObject({
        reason: 'unreachable',
        message: expect.stringContaining('is the metadata server (GCE_METADATA_HOST) there?'),
      });
    },
  );

  it('is looked for again after a ping that failed', async () => {
    process.env.GCE_METADATA_HOST = '127.0.0.1:1';
    await expect(call()).rejects.toMatchObject({ reason: 'unreachable' });
    process.env.GCE_METADATA_HOST = metadata.host;
    expect((await call()).status).toBe(200);
  });

  it('may be of a kind that makes no ID tokens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'credential-'));
    const file = join(folder, 'external.json');
    const credential = {
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.googleapis.com/v1/token',
      credential_source: { file },
    };
    writeFileSync(file, JSON.stringify(credential));
    process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
    await expect(call()).rejects.toMatchObject({
      code: 'ERR_IAP_TOKEN_UNAVAILABLE',
      reason: 'credential-kind',
    });
    delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    rmSync(folder, { recursive: true });
  });
});
