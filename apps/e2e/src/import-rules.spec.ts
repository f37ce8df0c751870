import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { ROOT } from './system/workspace.ts';

const BOUNDARIES = '@nx/enforce-module-boundaries';
const ROOM = 'rooms/may-import';
const MARKUP = 'no-restricted-properties';

/** Every way to name a module. `name` makes the line valid beside others of its kind. */
const forms: Record<string, (specifier: string, name: string) => string> = {
  'import for its effect': (specifier) => `import '${specifier}';`,
  import: (specifier, name) => `import ${name} from '${specifier}';`,
  'import type': (specifier, name) => `import type { ${name} } from '${specifier}';`,
  'export from': (specifier, name) => `export { ${name} } from '${specifier}';`,
  'export type from': (specifier, name) => `export type { ${name} } from '${specifier}';`,
  'export all': (specifier) => `export * from '${specifier}';`,
  'export all as': (specifier, name) => `export * as ${name} from '${specifier}';`,
  'dynamic import': (specifier) => `await import('${specifier}');`,
  'dynamic import of a template': (specifier) => `await import(\`${specifier}\`);`,
  'type import': (specifier, name) => `type ${name} = import('${specifier}').T;`,
  'typeof import': (specifier, name) => `type ${name} = typeof import('${specifier}');`,
  require: (specifier) => `require('${specifier}');`,
  'require of a template': (specifier) => `require(\`${specifier}\`);`,
  'import = require': (specifier, name) => `import ${name} = require('${specifier}');`,
};

let eslint: ESLint;

beforeAll(async () => {
  await createProjectGraphAsync();
  eslint = new ESLint({
    cwd: ROOT,
    ruleFilter: ({ ruleId }) => [BOUNDARIES, ROOM, MARKUP].includes(ruleId),
    // These three need no types, and without them a planted line is judged in milliseconds.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  });
}, 60_000);

/** The lines that `rule` refuses in `file`, if they stood there. */
async function refused(file: string, lines: string[], rule = ROOM): Promise<string[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: join(ROOT, file) });
  expect(result!.messages.filter(({ fatal, ruleId }) => fatal === true || ruleId === null)).toEqual([]);
  const at = new Set(result!.messages.filter(({ ruleId }) => ruleId === rule).map(({ line }) => line));
  return lines.filter((_, index) => at.has(index + 1));
}

const asImport = (specifiers: string[]): string[] => specifiers.map((specifier) => `import '${specifier}';`);

interface Room {
  file: string;
  may: string[];
  mayNot: string[];
}

const rooms: Room[] = [
  {
    file: 'apps/web/src/main.ts',
    may: [
      ...['./app.module.ts', './quotes/quotes.client.ts', 'node:fs/promises', 'app-engine'],
      ...['nestjs-iap', 'nestjs-iap/client', '@nestjs/common', 'fastify', '@fastify/static', 'axios', 'rxjs'],
      ...['class-validator', 'class-transformer'],
    ],
    mayNot: [
      ...[
        'nestjs-iap/server',
        'nestjs-iap/testing',
        'nestjs-iap/package.json',
        'nestjs-iap/client/../server',
      ],
      ...[
        '../../api/src/app.module.ts',
        '../../../libs/iap/src/client/index.ts',
        '../../../tools/gae/src/plugin.ts',
      ],
      ...['api', 'gae', 'iap-emulator', '../../../package.json', '../package.json'],
      ...['fs', 'google-auth-library', 'jose', 'axios/unsafe/core/Axios.js', '@jest/globals'],
    ],
  },
  {
    file: 'apps/web/src/web.spec.ts',
    may: ['nestjs-iap/client', 'nestjs-iap/testing', '@jest/globals', './create-app.ts'],
    mayNot: ['nestjs-iap/server', '../../api/src/create-app.ts', 'iap-emulator', 'google-auth-library'],
  },
  {
    file: 'apps/web/src/public/page.js',
    may: ['./ask.js'],
    mayNot: ['../config.ts', 'axios', 'node:fs', 'https://cdn.example/chart.js'],
  },
  {
    file: 'apps/api/src/main.ts',
    may: [
      './app.module.ts',
      'node:fs',
      'app-engine',
      'nestjs-iap',
      'nestjs-iap/server',
      '@nestjs/common',
      'fastify',
    ],
    mayNot: [
      ...['nestjs-iap/client', 'nestjs-iap/testing', '../../web/src/app.module.ts', 'web', 'gae'],
      ...['../../../libs/iap/src/server/index.ts', 'axios', 'google-auth-library', 'jose', 'undici'],
    ],
  },
  {
    file: 'apps/api/src/api.spec.ts',
    may: ['nestjs-iap/server', 'nestjs-iap/testing', '@jest/globals', './create-app.ts'],
    mayNot: ['nestjs-iap/client', '../../web/src/create-app.ts', 'iap-emulator', 'axios'],
  },
  {
    file: 'apps/e2e/src/system/system.ts',
    may: ['./port.ts', 'node:http', 'google-auth-library', 'playwright-core', 'yaml', '@nx/devkit', 'eslint'],
    mayNot: [
      ...[
        'iap-emulator',
        'gae',
        'web',
        'api',
        'nestjs-iap',
        'nestjs-iap/testing',
        'app-engine',
        'jose',
        'axios',
      ],
      ...[
        '../../../api/src/main.ts',
        '../../../../libs/iap/src/index.ts',
        '../../../../tools/gae/src/plugin.ts',
      ],
    ],
  },
  {
    file: 'libs/iap/src/iap.errors.ts',
    may: ['./iap.constants.ts'],
    mayNot: ['./index.ts', './server/index.ts', './client/index.ts', '@nestjs/common', 'node:http', 'jose'],
  },
  {
    file: 'libs/iap/src/client/index.ts',
    may: [
      ...['../iap.errors.ts', './iap-fetch.ts', 'axios', 'undici', '@nestjs/axios', '@nestjs/core', 'rxjs'],
      ...['google-auth-library', 'jose', '@opentelemetry/api', 'node:http'],
    ],
    mayNot: [
      ...[
        '../server/index.ts',
        '../server/iap.clock.ts',
        '../testing/index.ts',
        '../index.ts',
        '../../test/client/mint.ts',
      ],
      ...[
        'app-engine',
        '../../../app-engine/src/index.ts',
        'nestjs-iap',
        'nestjs-iap/server',
        '@nestjs/testing',
      ],
      ...[
        'gae',
        '../../../../tools/gae/src/plugin.ts',
        '../../../../apps/web/src/main.ts',
        'fastify',
        'gcp-metadata',
      ],
    ],
  },
  {
    file: 'libs/iap/src/client/lazy.pool.spec.ts',
    may: [
      '../iap.errors.ts',
      './lazy.pool.ts',
      '../../test/client/mint.ts',
      '@nestjs/testing',
      '@jest/globals',
    ],
    mayNot: ['../server/index.ts', '../testing/index.ts', '../../test/server/guarded-app.ts', 'app-engine'],
  },
  {
    file: 'libs/iap/src/server/index.ts',
    may: [
      '../iap.errors.ts',
      './iap.clock.ts',
      'jose',
      '@nestjs/common',
      'rxjs',
      '@opentelemetry/api',
      'node:crypto',
    ],
    mayNot: [
      ...[
        '../client/index.ts',
        '../testing/index.ts',
        '../index.ts',
        'nestjs-iap/client',
        '@nestjs/axios',
        'axios',
      ],
      ...[
        'undici',
        'google-auth-library',
        'gcp-metadata',
        'app-engine',
        '../../../../tools/gae/src/plugin.ts',
      ],
    ],
  },
  {
    file: 'libs/iap/test/server/oracles.spec.ts',
    may: [
      '../../src/server/index.ts',
      '../../src/testing/index.ts',
      'google-auth-library',
      'jose',
      'fast-check',
    ],
    mayNot: ['../../src/client/index.ts', '../client/mint.ts', 'app-engine', 'iap-emulator', 'axios'],
  },
  {
    file: 'libs/iap/src/testing/index.ts',
    may: ['../iap.constants.ts', '../server/index.ts', './iap-stand-in.ts', 'jose', 'node:crypto'],
    mayNot: [
      '../client/index.ts',
      'axios',
      'google-auth-library',
      'iap-emulator',
      '@nestjs/testing',
      'app-engine',
    ],
  },
  {
    file: 'libs/iap/bench/main.ts',
    may: [
      './key.server.ts',
      '../src/client/index.ts',
      '../src/server/index.ts',
      'google-auth-library',
      'jose',
    ],
    mayNot: ['app-engine', '../../app-engine/src/index.ts', 'gae', 'nestjs-iap', 'jsonwebtoken'],
  },
  {
    file: 'libs/app-engine/src/index.ts',
    may: ['./listen.ts', './logging/trace.ts', 'node:http', '@nestjs/common', 'fastify', 'class-validator'],
    mayNot: [
      ...[
        'nestjs-iap',
        'nestjs-iap/server',
        '../../iap/src/index.ts',
        'gae',
        '../../../tools/gae/src/plugin.ts',
      ],
      ...['web', '../../../apps/web/src/main.ts', 'axios', 'jose', '@jest/globals'],
    ],
  },
  {
    file: 'tools/iap-emulator/src/emulator.ts',
    may: ['./net/answering.server.ts', 'node:crypto', 'yaml'],
    mayNot: [
      ...[
        'jose',
        'google-auth-library',
        'gcp-metadata',
        '@nestjs/common',
        'fastify',
        'nestjs-iap',
        'gae',
        'app-engine',
      ],
      ...[
        '../../../libs/iap/src/index.ts',
        '../../gae/src/plugin.ts',
        '../test/judges.spec.ts',
        '@jest/globals',
      ],
    ],
  },
  {
    file: 'tools/iap-emulator/test/judges.spec.ts',
    may: ['../src/index.ts', 'google-auth-library', 'jose', 'yaml', '@jest/globals'],
    mayNot: ['nestjs-iap', '../../../libs/iap/src/server/index.ts', '../../gae/src/plugin.ts', 'axios'],
  },
  {
    file: 'tools/gae/src/plugin.ts',
    may: ['./swc.ts', 'node:fs', '@nx/devkit', 'yaml', 'esbuild', '@swc/core'],
    mayNot: [
      ...['nestjs-iap', 'app-engine', 'iap-emulator', '../../iap-emulator/src/index.ts', '@nestjs/common'],
      ...[
        '../../../apps/web/src/app.module.ts',
        '../../../libs/iap/src/index.ts',
        '../test/fixture.ts',
        'nx',
      ],
    ],
  },
  {
    file: 'tools/gae/jest.config.ts',
    may: ['../../jest.config.ts'],
    mayNot: ['../../libs/iap/jest.config.ts', 'nestjs-iap'],
  },
];

it.each(rooms)('$file may import its own and nothing else', async ({ file, may, mayNot }) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  expect(await refused(file, asImport([...may, ...mayNot]))).toEqual(asImport(mayNot));
});

it('a file in no room may import nothing', async () => {
  const lines = asImport(['node:fs', './other.ts', 'yaml']);
  expect(await refused('libs/new/src/index.ts', lines)).toEqual(lines);
});

describe('no way to name a module escapes', () => {
  it.each(Object.keys(forms))('%s', async (form) => {
    const write = forms[form]!;
    const bad = write('nestjs-iap/server', 'Bad');
    expect(await refused('apps/web/src/main.ts', [write('nestjs-iap/client', 'Good'), bad])).toEqual([bad]);
  });

  it.each([
    './%2e%2e/%2e%2e/api/src/main.ts',
    './../../api/src/main.ts',
    './quotes/../../../api/src/main.ts',
    '@nestjs/../nestjs-iap/server',
    join(ROOT, 'apps/api/src/main.ts'),
    pathToFileURL(join(ROOT, 'apps/api/src/main.ts')).href,
    'data:text/javascript,1',
    '#alias',
    '..',
  ])('%s', async (specifier) => {
    const lines = asImport([specifier]);
    expect(await refused('apps/web/src/main.ts', lines)).toEqual(lines);
  });

  const computed = [
    'await import(name);',
    'await import(`nestjs-iap/${half}`);',
    "await import('nestjs-iap/' + half);",
    "await import('nestjs-iap/client' as string);",
    'require(name);',
    'createRequire(import.meta.url)(name);',
  ];
  it.each`
    file                                     | seen
    ${'apps/web/src/main.ts'}                | ${computed}
    ${'libs/iap/src/client/index.ts'}        | ${computed}
    ${'libs/iap/src/server/index.ts'}        | ${computed}
    ${'tools/iap-emulator/src/emulator.ts'}  | ${computed}
    ${'tools/gae/src/plugin.ts'}             | ${computed}
    ${'libs/iap/bench/peer.package.ts'}      | ${[]}
    ${'tools/iap-emulator/test/cli.spec.ts'} | ${[]}
  `('a computed name in $file', async ({ file, seen }: { file: string; seen: string[] }) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect(await refused(file, computed)).toEqual(seen);
  });
});

// The project graph sees what a list of specifiers cannot: to which project a package or a path belongs.
it.each`
  file                                    | may                        | mayNot
  ${'apps/web/src/main.ts'}               | ${['nestjs-iap/client']}   | ${['../../api/src/app.module.ts', '../../../libs/iap/src/index.ts', 'iap-emulator', 'gae']}
  ${'apps/api/src/main.ts'}               | ${['app-engine']}          | ${['../../web/src/app.module.ts', '../../../tools/gae/src/plugin.ts', 'gae']}
  ${'apps/e2e/src/system/system.ts'}      | ${['google-auth-library']} | ${['iap-emulator', 'nestjs-iap', 'app-engine']}
  ${'libs/iap/src/server/index.ts'}       | ${['jose']}                | ${['app-engine', '../../../app-engine/src/index.ts', '../../../../tools/gae/src/plugin.ts']}
  ${'libs/iap/src/client/index.ts'}       | ${['../iap.errors.ts']}    | ${['app-engine', 'gae', 'iap-emulator']}
  ${'libs/app-engine/src/index.ts'}       | ${['fastify']}             | ${['nestjs-iap', 'nestjs-iap/server', '../../iap/src/index.ts', 'gae']}
  ${'tools/iap-emulator/src/emulator.ts'} | ${['yaml']}                | ${['nestjs-iap', 'gae', '../../../libs/iap/src/index.ts']}
  ${'tools/gae/src/plugin.ts'}            | ${['@nx/devkit']}          | ${['nestjs-iap', 'iap-emulator', '../../../apps/web/src/app.module.ts']}
`('the project of $file depends on none that it must not', async ({ file, may, mayNot }: Room) => {
  expect(await refused(file, asImport([...may, ...mayNot]), BOUNDARIES)).toEqual(asImport(mayNot));
});

it('the page’s JavaScript makes no markup of text', async () => {
  const bad = [
    'node.innerHTML = text;',
    "node['outerHTML'] = text;",
    "node.insertAdjacentHTML('beforeend', text);",
    'node.setHTMLUnsafe(text);',
    'document.write(text);',
    'document.writeln(text);',
  ];
  const good = ['node.textContent = text;', 'stream.write(text);'];
  expect(await refused('apps/web/src/public/page.js', [...good, ...bad], MARKUP)).toEqual(bad);
});
