import { Readable } from 'node:stream';

import { firstValueFrom } from 'rxjs';

import type { IapHttpService } from '../../src/client/index.ts';
import { startClient } from './client.ts';
import { byIap, json, startLoopback, type Loopback } from './loopback.ts';
import { startMetadataServer, type MetadataServer } from './metadata.ts';
import { CALLER } from './mint.ts';

const SIGN_IN = 'https://accounts.google.com/o/oauth2/v2/auth?client_id=x';

describe('an answer', () => {
  let metadata: MetadataServer;
  let upstream: Loopback;
  let http: IapHttpService;

  beforeAll(async () => {
    metadata = await startMetadataServer();
    upstream = await startLoopback((_request, response) => {
      json(response, {});
    });
  });
  afterAll(() => Promise.all([metadata.close(), upstream.close()]));
  beforeEach(async () => {
    http = await startClient({ baseURL: upstream.origin });
    metadata.received.length = 0;
    upstream.received.length = 0;
  });

  const tokensSeen = () => upstream.received.map(({ headers }) => headers.authorization);

  it.each`
    status | marker   | location                                      | who
    ${302} | ${true}  | ${SIGN_IN}                                    | ${'ERR_IAP_SIGN_IN_REQUIRED'}
    ${302} | ${false} | ${SIGN_IN}                                    | ${'ERR_IAP_SIGN_IN_REQUIRED'}
    ${307} | ${true}  | ${'/elsewhere'}                               | ${'ERR_IAP_SIGN_IN_REQUIRED'}
    ${302} | ${false} | ${'/elsewhere'}                               | ${'ERR_BAD_RESPONSE'}
    ${302} | ${false} | ${'https://accounts.google.com.example.com/'} | ${'ERR_BAD_RESPONSE'}
  `('$status to $location, marker $marker, is $who', async ({ status, marker, location, who }) => {
    upstream.answer = (_request, response) => {
      if (marker) byIap(response, status, '', { location });
      else response.writeHead(status, { location }).end();
    };
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({ code: who, status });
    if (who === 'ERR_BAD_RESPONSE') return;
    await expect(firstValueFrom(http.get('/', { validateStatus: () => true }))).rejects.toMatchObject({
      code: who,
    });
  });

  it.each`
    status | body                                                                      | reason
    ${401} | ${'Invalid IAP credentials: empty token'}                                 | ${'no-credential'}
    ${401} | ${'Invalid IAP credentials: Unable to parse JWT'}                         | ${'malformed'}
    ${401} | ${'Invalid IAP credentials: Base64 decode failed on token: ya29.secret'}  | ${'malformed'}
    ${401} | ${'Invalid IAP credentials: JWT signature is invalid'}                    | ${'signature'}
    ${401} | ${"Invalid IAP credentials: JWT 'email' claim isn't a string"}            | ${'email'}
    ${401} | ${'Invalid IAP credentials: Invalid bearer token. Invalid JWT audience.'} | ${'audience'}
    ${401} | ${"…: JWT audience doesn't match this application ('aud' claim (X) …)"}   | ${'audience'}
    ${401} | ${'something new'}                                                        | ${'other'}
    ${403} | ${'<html>You don’t have access</html>'}                                   | ${'role'}
    ${429} | ${''}                                                                     | ${'quota'}
    ${400} | ${'There was a problem with your request. Error code 13'}                 | ${'other'}
    ${503} | ${''}                                                                     | ${'unavailable'}
    ${500} | ${''}                                                                     | ${'other'}
    ${401} | ${'Invalid IAP credentials: JWT has expired'}                             | ${'expired'}
  `('of IAP with $status "$body" is a refusal because of $reason', async ({ status, body, reason }) => {
    upstream.answer = (_request, response) => {
      byIap(response, status, body);
    };
    const refusal = { code: 'ERR_IAP_REFUSED', status, reason, upstream: upstream.origin };
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject(refusal);
    await expect(firstValueFrom(http.get('/', { validateStatus: null }))).rejects.toMatchObject(refusal);
    await expect(firstValueFrom(http.get('/', { responseType: 'arraybuffer' }))).rejects.toMatchObject(
      refusal,
    );
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({
      message: expect.not.stringContaining('ya29'),
    });
  });

  it('of IAP names the caller, the role and the command', async () => {
    upstream.answer = (_request, response) => {
      byIap(response, 403);
    };
    await expect(firstValueFrom(http.get('/'))).rejects.toThrow(
      `${CALLER} lacks the role; grant it: gcloud iap web add-iam-policy-binding --project=PROJECT --resource-type=app-engine ` +
        `--service=SERVICE --member=serviceAccount:${CALLER} --role=roles/iap.httpsResourceAccessor --condition=None`,
    );
  });

  it.each([200, 204])('of IAP with %d is what the app asked IAP for', async (status) => {
    upstream.answer = (_request, response) => {
      byIap(response, status, '', { 'content-type': 'application/json' });
    };
    expect((await firstValueFrom(http.get('/?gcp-iap-mode=IDENTITY'))).status).toBe(status);
  });

  it.each([400, 401, 403, 429, 500])('of the app with %d is the app’s', async (status) => {
    upstream.answer = (_request, response) => {
      json(response, { message: 'no' }, status);
    };
    await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({
      isAxiosError: true,
      status,
      response: { status, data: { message: 'no' } },
    });
    expect(upstream.received).toHaveLength(1);
  });

  describe('401 of IAP', () => {
    const once = (): void => {
      upstream.answer = (_request, response) => {
        if (upstream.received.length === 1) byIap(response, 401);
        else json(response, { ok: true });
      };
    };

    it.each`
      what            | data
      ${'nothing'}    | ${undefined}
      ${'an object'}  | ${{ a: 1 }}
      ${'a text'}     | ${'text'}
      ${'bytes'}      | ${Buffer.from('bytes')}
      ${'more bytes'} | ${new Uint8Array([65, 66])}
    `('is tried again with another token when the body is $what', async ({ data }) => {
      once();
      const response = await firstValueFrom(
        http.post('/', data, { headers: { 'content-type': 'text/plain' } }),
      );
      expect(response.data).toEqual({ ok: true });
      expect(new Set(tokensSeen()).size).toBe(2);
      expect(upstream.received[1]?.body).toBe(upstream.received[0]?.body);
      expect(metadata.identityRequests()).toHaveLength(2);
    });

    it.each`
      what          | data
      ${'a stream'} | ${() => Readable.from(['once'])}
      ${'a form'}   | ${() => new FormData()}
    `('is final when the body is $what', async ({ data }: { data: () => unknown }) => {
      once();
      await expect(firstValueFrom(http.post('/', data()))).rejects.toMatchObject({ code: 'ERR_IAP_REFUSED' });
      expect(upstream.received).toHaveLength(1);
      expect(metadata.identityRequests()).toHaveLength(1);
    });

    it('is final the second time', async () => {
      upstream.answer = (_request, response) => {
        byIap(response, 401);
      };
      await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({
        code: 'ERR_IAP_REFUSED',
        status: 401,
      });
      expect(upstream.received).toHaveLength(2);
    });

    it('is final when the metadata server has no other token, and does not ask it for every call', async () => {
      upstream.answer = (_request, response) => {
        byIap(response, 401);
      };
      const { answerIdentity } = metadata;
      await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({ code: 'ERR_IAP_REFUSED' });
      await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({ code: 'ERR_IAP_REFUSED' });
      expect(upstream.received).toHaveLength(3);
      expect(metadata.identityRequests()).toHaveLength(2);
      metadata.answerIdentity = answerIdentity;
    });

    it('is not 403, which another token would not change', async () => {
      upstream.answer = (_request, response) => {
        byIap(response, 403);
      };
      await expect(firstValueFrom(http.get('/'))).rejects.toMatchObject({ status: 403 });
      expect(upstream.received).toHaveLength(1);
    });

    it('ends the connection of a stream that nobody will read', async () => {
      const closed = new Promise((resolve) => {
        upstream.answer = (_request, response) => {
          response
            .once('close', resolve)
            .writeHead(403, { 'x-goog-iap-generated-response': 'true' })
            .write('endless');
        };
      });
      await expect(firstValueFrom(http.get('/', { responseType: 'stream' }))).rejects.toMatchObject({
        status: 403,
      });
      await closed;
    });

    it('is tried again for a stream, too', async () => {
      once();
      const response = await firstValueFrom(http.get('/', { responseType: 'stream' }));
      expect(JSON.parse((await (response.data as Readable).toArray()).join(''))).toEqual({ ok: true });
    });
  });
});
