import { All, Controller, Get } from '@nestjs/common';
import { AllowAnonymous, AllowAppEngine, Caller, type IapPrincipal } from '../../src/server/index.ts';
import { type GuardedApp, HEADER, issuer, NOW, startGuarded, WEB } from './guarded-app.ts';

@Controller()
class RoutesController {
  @AllowAnonymous()
  @Get('public')
  public(@Caller() caller: IapPrincipal): IapPrincipal {
    return caller;
  }

  @AllowAppEngine('cron')
  @Get('cron')
  cron(@Caller() caller: IapPrincipal): IapPrincipal {
    return caller;
  }

  @AllowAppEngine('task', 'cron')
  @Get('task')
  task(@Caller() caller: IapPrincipal): IapPrincipal {
    return caller;
  }

  @All('closed')
  closed(): string {
    return 'closed';
  }
}

const anonymousClaims = { ...issuer.claims(WEB), sub: undefined, email: undefined };
const kindOf = async (response: Response) => ((await response.json()) as { kind?: string }).kind;
let guarded: GuardedApp;

afterEach(() => guarded.app.close());

describe('@AllowAnonymous()', () => {
  beforeEach(async () => {
    guarded = await startGuarded(RoutesController);
  });

  it.each`
    who                           | headers                                         | kind
    ${'nobody'}                   | ${{}}                                           | ${'anonymous'}
    ${'somebody IAP did not ask'} | ${{ [HEADER]: issuer.sign(anonymousClaims) }}   | ${'anonymous'}
    ${'a caller on the list'}     | ${{ [HEADER]: issuer.serviceAccount(WEB) }}     | ${'serviceAccount'}
    ${'a caller not on the list'} | ${{ [HEADER]: issuer.user('ann@example.com') }} | ${'user'}
  `('lets in $who as $kind', async ({ headers, kind }) => {
    const response = await guarded.get('/public', headers);
    expect(response.status).toBe(200);
    expect(await kindOf(response)).toBe(kind);
  });

  it.each([
    ['garbage', 'garbage'],
    ['nothing', ''],
    ['an expired assertion', issuer.serviceAccount(WEB, { iat: NOW - 600, exp: NOW - 60 })],
  ])('refuses %s: who claims to be somebody must prove it', async (_flaw, assertion) => {
    expect((await guarded.get('/public', { [HEADER]: assertion })).status).toBe(401);
  });

  it('an anonymous assertion opens no closed route', async () => {
    expect((await guarded.get('/closed', { [HEADER]: issuer.sign(anonymousClaims) })).status).toBe(401);
  });
});

describe('@AllowAppEngine()', () => {
  const env = { ...process.env };
  afterEach(() => {
    process.env = { ...env };
  });

  const cron = { 'x-appengine-cron': 'true' };
  const task = { 'x-appengine-queuename': 'default' };

  it.each`
    path         | headers                                         | status
    ${'/cron'}   | ${cron}                                         | ${200}
    ${'/task'}   | ${task}                                         | ${200}
    ${'/task'}   | ${{ 'x-appengine-queuename': 'q' }}             | ${200}
    ${'/task'}   | ${{ 'x-appengine-queuename': 'q'.repeat(100) }} | ${200}
    ${'/task'}   | ${{ 'x-appengine-queuename': 'q'.repeat(101) }} | ${401}
    ${'/task'}   | ${cron}                                         | ${200}
    ${'/cron'}   | ${task}                                         | ${401}
    ${'/cron'}   | ${{}}                                           | ${401}
    ${'/cron'}   | ${{ 'x-appengine-cron': 'yes' }}                | ${401}
    ${'/cron'}   | ${{ 'x-appengine-cron': 'true, true' }}         | ${401}
    ${'/task'}   | ${{ 'x-appengine-queuename': '' }}              | ${401}
    ${'/cron'}   | ${{ ...cron, [HEADER]: 'garbage' }}             | ${401}
    ${'/closed'} | ${{ ...cron, ...task }}                         | ${401}
  `('on App Engine, $path with $headers: $status', async ({ path, headers, status }) => {
    process.env.GAE_ENV = 'standard';
    guarded = await startGuarded(RoutesController);
    const response = await guarded.get(path, headers);
    expect(response.status).toBe(status);
    if (status === 200) expect(await kindOf(response)).toBe('appEngine');
  });

  it.each(['/cron', '/task'])('anywhere else %s knows no such request', async (path) => {
    delete process.env.GAE_ENV;
    guarded = await startGuarded(RoutesController);
    expect((await guarded.get(path, { ...cron, ...task })).status).toBe(401);
    expect((await guarded.get(path, { [HEADER]: issuer.serviceAccount(WEB) })).status).toBe(200);
  });
});

it('the start-up lists what is open, for whoever audits it', async () => {
  guarded = await startGuarded(RoutesController);
  expect(guarded.logger.records).toContainEqual({
    level: 'log',
    message: 'IAP: open routes',
    open: [
      'RoutesController.public: @AllowAnonymous()',
      "RoutesController.cron: @AllowAppEngine('cron')",
      "RoutesController.task: @AllowAppEngine('task')",
      "RoutesController.task: @AllowAppEngine('cron')",
    ],
  });
});

describe('a CORS preflight', () => {
  const preflight = { origin: 'https://example.com', 'access-control-request-method': 'POST' };

  it('is answered before the guard where CORS is enabled, and reaches no handler', async () => {
    guarded = await startGuarded(RoutesController, {}, (app) => {
      app.enableCors({ origin: 'https://example.com' });
    });
    const response = await fetch(`${await guarded.app.getUrl()}/closed`, {
      method: 'OPTIONS',
      headers: preflight,
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://example.com');
    expect(await response.text()).toBe('');
  });

  it('is a request like any other where it is not, even for a handler of every method', async () => {
    guarded = await startGuarded(RoutesController);
    const response = await fetch(`${await guarded.app.getUrl()}/closed`, {
      method: 'OPTIONS',
      headers: preflight,
    });
    expect(response.status).toBe(401);
  });
});
