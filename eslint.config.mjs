import { pathToFileURL } from 'node:url';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const ROOT = new URL('./', import.meta.url).href;

/** What a specifier names: a path from the top folder (`./apps/web/src/main.ts`) or, as written, a package. */
function target(specifier, file) {
  if (!specifier.startsWith('.')) return specifier;
  const { href } = new URL(specifier, pathToFileURL(file));
  return href.startsWith(ROOT) ? `./${href.slice(ROOT.length)}` : href;
}

/** Whether `pattern` means `name`; only a star at the end is special, and no `..` leads out of what stands before it. */
function means(pattern, name) {
  if (!pattern.endsWith('*')) return name === pattern;
  return name.startsWith(pattern.slice(0, -1)) && !name.includes('..');
}

/** The text of a specifier that is written out, otherwise undefined. */
function literal(source) {
  if (source?.type === 'TemplateLiteral' && source.expressions.length === 0)
    return source.quasis[0].value.cooked;
  return typeof source?.value === 'string' ? source.value : undefined;
}

/**
 * Judges every module that a file names, however it does: static, dynamic, type import, re-export or require.
 * ESLint's own no-restricted-imports sees static imports and re-exports only.
 */
const mayImport = {
  meta: {
    type: 'problem',
    messages: {
      stranger: '{{name}} may not be imported here. {{why}}',
      computed: 'Write the name of the module out: nobody can judge a computed one.',
    },
    schema: [
      {
        type: 'object',
        properties: {
          may: { type: 'array', items: { type: 'string' } },
          why: { type: 'string' },
          computed: { type: 'boolean' },
        },
        required: ['may', 'why', 'computed'],
        additionalProperties: false,
      },
    ],
  },
  create(context) {
    const [{ may, why, computed }] = context.options;
    const judge = (node, source) => {
      const name = literal(source);
      if (name === undefined) {
        if (!computed) context.report({ node, messageId: 'computed' });
      } else if (!may.some((pattern) => means(pattern, target(name, context.filename)))) {
        context.report({ node, messageId: 'stranger', data: { name, why } });
      }
    };
    return {
      ImportDeclaration: (node) => judge(node, node.source),
      ExportAllDeclaration: (node) => judge(node, node.source),
      'ExportNamedDeclaration[source]': (node) => judge(node, node.source),
      ImportExpression: (node) => judge(node, node.source),
      TSImportType: (node) => judge(node, node.source),
      TSExternalModuleReference: (node) => judge(node, node.expression),
      'CallExpression[callee.name="require"]': (node) => judge(node, node.arguments[0]),
      // What it returns can have any name, so that its calls would go unseen.
      'Identifier[name="createRequire"]': (node) => judge(node, undefined),
    };
  },
};

/** One place and the whole list of what it may import. The last room that a file stands in counts. */
function room(files, may, why, { computed = false } = {}) {
  return { files, rules: { 'rooms/may-import': ['error', { may, why, computed }] } };
}

const jest = '@jest/globals';
const validation = ['class-transformer', 'class-validator'];
const app = [
  'node:*',
  'app-engine',
  'nestjs-iap',
  '@nestjs/*',
  '@fastify/*',
  'fastify',
  'rxjs',
  ...validation,
];
const web = [...app, './apps/web/src/*', 'nestjs-iap/client', 'axios'];
const webWhy = 'web calls through IAP: of nestjs-iap it imports the root and nestjs-iap/client.';
const api = [...app, './apps/api/src/*', 'nestjs-iap/server'];
const apiWhy = 'api stands behind IAP: of nestjs-iap it imports the root and nestjs-iap/server.';
const appTests = ['nestjs-iap/testing', jest];

// Of Nest's packages the published library uses its peer dependencies only.
const nest = ['@nestjs/common', '@nestjs/core', '@nestjs/core/*', 'rxjs'];
const half = ['node:*', './libs/iap/src/iap.*', '@opentelemetry/api', 'jose', ...nest];
const client = [
  ...half,
  './libs/iap/src/client/*',
  '@nestjs/axios',
  'axios',
  'google-auth-library',
  'undici',
];
const server = [...half, './libs/iap/src/server/*'];
const testing = [
  'node:*',
  './libs/iap/src/iap.*',
  './libs/iap/src/server/*',
  './libs/iap/src/testing/*',
  'jose',
];
const halfWhy = 'The halves do not know each other; what both need goes into src/iap.*.ts.';
const libTests = ['@nestjs/*', '@opentelemetry/*', jest];
const serverTests = [
  ...server,
  ...testing,
  ...libTests,
  './libs/iap/src/index.ts',
  './libs/iap/test/server/*',
  'fast-check',
  'google-auth-library',
];

const appEngine = ['node:*', './libs/app-engine/src/*', '@nestjs/*', 'fastify', ...validation];
const appEngineWhy = 'It knows App Engine and Nest, and nothing of IAP or of an app.';

const emulator = ['node:*', './tools/iap-emulator/src/*', '@marcbachmann/cel-js', 'yaml'];
const emulatorWhy = 'A double must not share code with its judges, and it is published by itself.';
const gae = ['node:*', './tools/gae/src/*', '@nx/devkit', 'yaml', 'esbuild', '@swc/core'];
const gaeWhy = 'The plugin works on any app: it imports none of them, and no library of theirs.';

const rooms = [
  room(['**/*.ts'], [], 'This file stands in no room: give it one in eslint.config.mjs.'),
  room(
    ['*/*/jest.config.ts'],
    ['./jest.config.ts'],
    'What the projects share stands in the top jest.config.ts.',
  ),

  room(['apps/web/src/**/*.ts'], web, webWhy),
  room(['apps/web/src/**/*.spec.ts'], [...web, ...appTests], webWhy),
  room(['apps/web/src/public/**/*.js'], ['./apps/web/src/public/*'], 'A browser loads this as it is.'),
  room(['apps/api/src/**/*.ts'], api, apiWhy),
  room(['apps/api/src/**/*.spec.ts'], [...api, ...appTests], apiWhy),
  room(
    ['apps/e2e/src/**/*.ts'],
    [
      'node:*',
      './apps/e2e/src/*',
      '@nx/devkit',
      'eslint',
      'google-auth-library',
      'playwright-core',
      'yaml',
      jest,
    ],
    'Apps, libraries and tools are processes to the end-to-end tests.',
  ),
  room(
    ['apps/e2e/src/caller/caller.process.ts'],
    ['node:*', './apps/e2e/src/caller/*', '@nestjs/core', 'nestjs-iap/client', 'rxjs'],
    'A program as a user of the library writes it, in a process of its own.',
  ),

  room(
    ['libs/iap/src/*.ts'],
    ['./libs/iap/src/iap.*'],
    'The words both halves share depend on nothing, not even on a half.',
  ),
  room(['libs/iap/src/client/**/*.ts'], client, halfWhy),
  room(['libs/iap/src/server/**/*.ts'], server, `The server half needs jose and Nest only. ${halfWhy}`),
  room(
    ['libs/iap/src/testing/**/*.ts'],
    testing,
    'It makes what the server half reads, and needs no more for it.',
  ),
  room(
    ['libs/iap/src/client/**/*.spec.ts', 'libs/iap/test/client/**/*.ts'],
    [...client, ...libTests, './libs/iap/test/client/*', 'esbuild'],
    halfWhy,
  ),
  room(
    ['libs/iap/src/{server,testing}/**/*.spec.ts', 'libs/iap/test/{server,nest-11}/**/*.ts'],
    serverTests,
    halfWhy,
  ),
  room(
    ['libs/iap/mutation/**/*.ts'],
    ['node:*', './libs/iap/mutation/*', './jest.config.ts'],
    'It breaks a copy of the library, and runs the tests of that.',
  ),
  room(
    ['libs/iap/bench/**/*.ts'],
    [...client, ...serverTests, './libs/iap/bench/*', './libs/iap/test/client/*', '@swc/core', 'esbuild'],
    'A library to compare with is loaded by its name, from the folder of the bench.',
    { computed: true },
  ),

  room(['libs/app-engine/src/**/*.ts'], appEngine, appEngineWhy),
  room(['libs/app-engine/src/**/*.spec.ts'], [...appEngine, jest], appEngineWhy),

  room(['tools/iap-emulator/src/**/*.ts'], emulator, emulatorWhy),
  room(['tools/iap-emulator/bench/**/*.ts'], [...emulator, './tools/iap-emulator/bench/*'], emulatorWhy, {
    computed: true,
  }),
  room(
    ['tools/iap-emulator/src/**/*.spec.ts', 'tools/iap-emulator/test/**/*.ts'],
    [...emulator, './tools/iap-emulator/test/*', 'google-auth-library', 'jose', jest],
    emulatorWhy,
    { computed: true }, // A test loads the package as installed, by its path.
  ),
  room(['tools/gae/src/**/*.ts'], gae, gaeWhy),
  room(
    ['tools/gae/src/**/*.spec.ts', 'tools/gae/test/**/*.ts'],
    [...gae, './tools/gae/test/*', jest],
    gaeWhy,
  ),
];

const browser = ['AbortSignal', 'Event', 'document', 'fetch', 'performance'];
const asText = 'Text that was sent to us must not become markup: use textContent and templates.';

export default defineConfig(
  globalIgnores(['**/dist', '**/coverage', '.nx', '**/*.mjs']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  { plugins: { rooms: { rules: { 'may-import': mayImport } } } },
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: ['../../jest.config.ts'],
          // Each library stands alone; nestjs-iap is published, so that it could not bring app-engine along.
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'type:tool', onlyDependOnLibsWithTags: [] },
          ],
        },
      ],
    },
  },
  {
    // A program as a user of the library writes it; its room says what it may import.
    files: ['apps/e2e/src/caller/caller.process.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  rooms,
  {
    files: ['**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['apps/web/src/public/**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      sourceType: 'module',
      globals: Object.fromEntries(browser.map((name) => [name, 'readonly'])),
    },
    rules: {
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: asText },
        { property: 'outerHTML', message: asText },
        { property: 'insertAdjacentHTML', message: asText },
        { property: 'setHTMLUnsafe', message: asText },
        { object: 'document', property: 'write', message: asText },
        { object: 'document', property: 'writeln', message: asText },
      ],
    },
  },
);
