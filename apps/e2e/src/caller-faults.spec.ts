import { Caller, type CallerOptions } from './caller/caller.ts';
import { JWT, type Outcome } from './caller/outcome.ts';
import { EmulatedUpstream } from './system/emulated.upstream.ts';
import { freePorts } from './system/port.ts';

/** What a caller gets while something around it is broken: with the library as built and Google's own, nothing mocked. */
let upstream: EmulatedUpstream;
const callers: Caller[] = [];

beforeAll(async () => {
  upstream = await EmulatedUpstream.start();
});

afterEach(async () => {
  const outputs = callers.map(({ output }) => output);
  const leaks = callers.flatMap(({ outcomes }) => outcomes.filter((outcome) => outcome.leaks));
  await Promise.all(callers.splice(0).map((caller) => caller.end()));
  await upstream.tell('faults/clear');
  upstream.resets = false;
  expect(leaks).toEqual([]);
  expect([...outputs, upstream.output].filter((output) => JWT.test(output))).toEqual([]);
});

afterAll(() => upstream.stop());

function callerWith(options: Partial<CallerOptions> = {}): Caller {
  const caller = new Caller({ ...upstream.forCaller, ...options });
  callers.push(caller);
  return caller;
}

const isDone = ({ code, status }: Outcome): boolean => code === undefined && status === 200;
const isFailed = (outcome: Outcome): boolean => !isDone(outcome);

it.each`
  metadata            | code                           | reason             | says
  ${'down'}           | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'unreachable'}   | ${'GCE_METADATA_HOST'}
  ${'cut-off'}        | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'unreachable'}   | ${'GCE_METADATA_HOST'}
  ${'not-found'}      | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'refused'}       | ${'answered 404'}
  ${'throttled'}      | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'refused'}       | ${'answered 429'}
  ${'broken'}         | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'refused'}       | ${'answered 500'}
  ${'unavailable'}    | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'refused'}       | ${'answered 503'}
  ${'no-flavor'}      | ${'ERR_IAP_TOKEN_UNAVAILABLE'} | ${'unreachable'}   | ${'GCE_METADATA_HOST'}
  ${'not-a-jwt'}      | ${'ERR_IAP_TOKEN_INVALID'}     | ${'not-a-jwt'}     | ${'it was not sent'}
  ${'expired'}        | ${'ERR_IAP_TOKEN_INVALID'}     | ${'expired'}       | ${'it was not sent'}
  ${'wrong-audience'} | ${'ERR_IAP_TOKEN_INVALID'}     | ${'audience'}      | ${'it was not sent'}
  ${'no-email'}       | ${'ERR_IAP_TOKEN_INVALID'}     | ${'email-missing'} | ${'it was not sent'}
`(
  'with a metadata server that is $metadata: $code, $reason; then mended',
  async ({ metadata, ...expected }) => {
    await upstream.fault('metadata', metadata);
    const caller = callerWith();
    const { code, reason, message, ms } = await caller.next();
    expect({ code, reason }).toEqual({ code: expected.code, reason: expected.reason });
    expect(message).toContain(expected.says);
    expect(ms).toBeLessThan(12_000);
    await upstream.tell('faults/clear', { name: 'metadata' });
    await caller.next(isDone);
  },
);

// These look right to whoever sends them: IAP finds out.
it.each`
  metadata           | status | reason     | says
  ${'wrong-issuer'}  | ${401} | ${'other'} | ${'refused the call (401'}
  ${'other-account'} | ${403} | ${'role'}  | ${'gcloud'}
`('with tokens of $metadata: IAP refuses by $status', async ({ metadata, reason, says }) => {
  await upstream.fault('metadata', metadata);
  const outcome = await callerWith().next();
  expect(outcome).toMatchObject({ code: 'ERR_IAP_REFUSED', reason });
  expect(outcome.message).toContain(says);
});

it('without any metadata server: names GCE_METADATA_HOST', async () => {
  const [port = 0] = await freePorts(1);
  const { code, message } = await callerWith({ metadataHost: `127.0.0.1:${String(port)}` }).next();
  expect(code).toBe('ERR_IAP_TOKEN_UNAVAILABLE');
  expect(message).toContain('GCE_METADATA_HOST');
});

it('with a metadata server that does not answer: gives up after its ten seconds, and not before', async () => {
  await upstream.fault('metadata_latency_ms', 60_000);
  const { code, reason, ms } = await callerWith().next();
  expect({ code, reason }).toEqual({ code: 'ERR_IAP_TOKEN_UNAVAILABLE', reason: 'timeout' });
  expect(ms).toBeGreaterThan(9_900);
});

it('with a token that is about to expire: does not send it', async () => {
  await upstream.fault('id_token_life_seconds', 4);
  expect(await callerWith().next()).toMatchObject({ code: 'ERR_IAP_TOKEN_INVALID', reason: 'expired' });
});

it('with a token in hand, and the metadata server gone: no call fails', async () => {
  const caller = callerWith();
  await caller.next(isDone);
  await upstream.fault('metadata', 'down');
  caller.skip();
  for (let calls = 0; calls < 20; calls++) expect(await caller.next()).toMatchObject({ status: 200 });
});

it('with the role revoked on the way: names the account and the command, and goes on when it is granted again', async () => {
  const member = 'serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com';
  const caller = callerWith();
  await caller.next(isDone);
  await upstream.tell('policy/revoke', { service: 'api', member });
  const { code, reason, message } = await caller.next(isFailed);
  expect({ code, reason }).toEqual({ code: 'ERR_IAP_REFUSED', reason: 'role' });
  expect(message).toContain(`--member=${member}`);
  await upstream.tell('policy/grant', { service: 'api', member });
  await caller.next(isDone);
});

it('with Google’s keys rotated and the old ones gone: fetches another token, and no call fails', async () => {
  const caller = callerWith();
  await caller.next(isDone);
  await upstream.tell('keys/rotate', { signer: 'google' });
  await upstream.tell('keys/retire', { signer: 'google' });
  caller.skip();
  for (let calls = 0; calls < 20; calls++) expect(await caller.next()).toMatchObject({ status: 200 });
  const { requests } = (await upstream.tell('requests', { at: 'metadata' })) as { requests: unknown[] };
  expect(requests.length).toBeGreaterThanOrEqual(2);
});

it('with the audience moved: says that IAP expects another, and goes on when it is moved back', async () => {
  const { targetAudience } = upstream.forCaller;
  const caller = callerWith();
  await caller.next(isDone);
  await upstream.moveAudience('123456789012-other.apps.googleusercontent.com');
  expect(await caller.next(isFailed)).toMatchObject({ code: 'ERR_IAP_REFUSED', reason: 'audience' });
  await upstream.moveAudience(targetAudience);
  await caller.next(isDone);
});

it('with IAP’s quota used up: tries again for a while, says so, and goes on', async () => {
  const caller = callerWith();
  await caller.next(isDone);
  await upstream.fault('quota', 'exceeded', 'api');
  expect(await caller.next(isFailed)).toMatchObject({ code: 'ERR_IAP_REFUSED', reason: 'quota' });
  await upstream.tell('faults/clear');
  await caller.next(isDone);
});

it('with an app that breaks connections off: hands on what the front answers, as an error of Axios', async () => {
  const caller = callerWith();
  await caller.next(isDone);
  upstream.resets = true;
  expect(await caller.next(isFailed)).toMatchObject({ code: 'ERR_BAD_RESPONSE', status: 502 });
  upstream.resets = false;
  await caller.next(isDone);
});

it('under load while tokens expire and their renewal is slow: no call fails, and none waits for a renewal', async () => {
  const latency = 800;
  await upstream.fault('id_token_life_seconds', 20);
  const caller = callerWith({ inFlight: 4, pause: 2 });
  await caller.next(isDone);
  await upstream.fault('metadata_latency_ms', latency);
  caller.skip();
  // The first token expires after 20 s; 8.5 s after each token the next one is due.
  for (let tokens = 1; tokens < 4; tokens++) await upstream.metadataRequest();
  await caller.next(isDone);
  const { outcomes } = caller;
  expect(outcomes.length).toBeGreaterThan(1000);
  expect(outcomes.filter(isFailed)).toEqual([]);
  expect(Math.max(...outcomes.slice(100).map(({ ms }) => ms))).toBeLessThan(latency);
}, 120_000);
