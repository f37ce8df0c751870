import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PackedFolder, TSC } from './packed.folder.ts';

/** Another Node.js to load the library with, such as the oldest one that it names in `engines`. */
const NODE = process.env.IAP_PACKED_NODE ?? process.execPath;
const PUBLINT = fileURLToPath(new URL('../../../../../node_modules/publint/src/cli.js', import.meta.url));

/** What the README tells the server's half to install, and what Nest itself wants; no OpenTelemetry, no axios. */
const PACKAGES = [
  '@nestjs/common',
  '@nestjs/core',
  'jose',
  'reflect-metadata',
  'rxjs',
  '@types/node',
  'undici-types',
];

const LOAD = `
const { IapServerModule, IapJwtVerifier } = server;
const { IapTestIssuer } = testing;
const audience = '/projects/1/apps/quotes-demo';
const issuer = new IapTestIssuer({ audience });
const caller = 'web-sa@quotes-demo.iam.gserviceaccount.com';
const root = IapServerModule.forRoot({
  audience,
  allowedCallers: ['serviceAccount:' + caller],
  pinnedKeys: issuer.jwks(),
});
async function verified() {
  const app = await NestFactory.createApplicationContext(root, { logger: false });
  const { email } = await app.get(IapJwtVerifier).verify(issuer.serviceAccount(caller));
  await app.close();
  console.log(email + ' ' + words.IAP_JWT_HEADER);
}
void verified();
`;
const LOADED = {
  code: 0,
  output: 'web-sa@quotes-demo.iam.gserviceaccount.com x-goog-iap-jwt-assertion\n',
};

let folder: PackedFolder;
beforeAll(async () => {
  folder = await PackedFolder.create(PACKAGES);
}, 60_000);
afterAll(() => {
  folder.remove();
});

it('loads as ES modules, and verifies', async () => {
  const imports = `
    import 'reflect-metadata';
    import { NestFactory } from '@nestjs/core';
    import * as words from 'nestjs-iap';
    import * as server from 'nestjs-iap/server';
    import * as testing from 'nestjs-iap/testing';
  `;
  expect(await folder.run(NODE, folder.write('load.mjs', imports + LOAD))).toEqual(LOADED);
}, 60_000);

it('loads through require(), and verifies', async () => {
  const requires = `
    require('reflect-metadata');
    const { NestFactory } = require('@nestjs/core');
    const words = require('nestjs-iap');
    const server = require('nestjs-iap/server');
    const testing = require('nestjs-iap/testing');
  `;
  expect(await folder.run(NODE, folder.write('load.cjs', requires + LOAD))).toEqual(LOADED);
}, 60_000);

it('hides what is not exported', async () => {
  const file = folder.write('hidden.mjs', "import 'nestjs-iap/dist/server/caller.judge.js';");
  expect((await folder.run(NODE, file)).output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
}, 60_000);

it('is what publint calls good', async () => {
  const { output } = await folder.run(
    process.execPath,
    PUBLINT,
    join(folder.path, 'node_modules/nestjs-iap'),
  );
  expect(output).toContain('All good!');
}, 60_000);

describe('to TypeScript outside the workspace', () => {
  const MARK = '// @ts-expect-error';

  /** Lines with an error, and anything else that the compiler says. */
  async function judge(name: string, text: string) {
    folder.write(name, text);
    const options = [
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--strict',
      '--exactOptionalPropertyTypes',
    ];
    const flags = ['--noEmit', '--experimentalDecorators', '--types', 'node', '--skipLibCheck', 'false'];
    const { output } = await folder.run(process.execPath, TSC, ...options, ...flags, name);
    const said = output.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
    const own = new RegExp(String.raw`^${name}\((\d+),`);
    return {
      lines: [...new Set(said.flatMap((line) => own.exec(line)?.[1] ?? []).map(Number))],
      others: said.filter((line) => !own.test(line)),
    };
  }

  it('refuses every line that should not compile, and no other', async () => {
    const source = readFileSync(new URL('../should-not-compile.ts', import.meta.url), 'utf8');
    const lines = source.replaceAll('../../src/server/index.ts', 'nestjs-iap/server').split('\n');
    const marked = lines.flatMap((line, n) => (line.trim().startsWith(MARK) ? [n + 2] : []));
    const bare = lines.map((line) => line.replace(MARK, '//')).join('\n');
    expect(await judge('should-not-compile.ts', bare)).toEqual({ lines: marked, others: [] });
    expect(marked.length).toBeGreaterThan(9);
  }, 60_000);

  it('accepts what the README shows', async () => {
    const source = `
      import { Controller, Get, Module } from '@nestjs/common';
      import { IAP_JWT_HEADER, IapError } from 'nestjs-iap';
      import { Caller, IapConnectionGate, IapKeyHealth, type IapPrincipal, IapServerModule } from 'nestjs-iap/server';
      import { IapTestIssuer, standInForIap } from 'nestjs-iap/testing';

      @Controller()
      class QuotesController {
        constructor(private readonly health: IapKeyHealth) {}

        @Get()
        async quotes(@Caller() caller: IapPrincipal): Promise<string> {
          const { iapKeys } = await this.health.isHealthy('iapKeys');
          return caller.kind === 'user' ? caller.email : iapKeys.status;
        }
      }

      @Module({
        imports: [
          IapServerModule.forRootAsync({
            useFactory: () => ({ audience: '/projects/1/apps/x', allowedCallers: ['user:ann@example.com'] }),
          }),
        ],
        controllers: [QuotesController],
      })
      export class AppModule {}
      export const all = [IAP_JWT_HEADER, IapError, IapConnectionGate, IapTestIssuer, standInForIap];
    `;
    expect(await judge('shown.ts', source)).toEqual({ lines: [], others: [] });
  }, 60_000);
});
