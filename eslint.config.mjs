import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Import rules of one place. Each ban is [regular expression of the specifier, what to do instead].
 * `@nx/enforce-module-boundaries` sees projects; these see what it cannot: the halves of nestjs-iap and packages.
 */
function room(files, bans, ignores = []) {
  const patterns = bans.map(([regex, message]) => ({ regex, message }));
  return { files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const specs = ['**/*.spec.ts'];

export default defineConfig(
  globalIgnores(['**/dist', '**/coverage', '.nx', '**/*.mjs', 'apps/web/src/public/**']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
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
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:tool', onlyDependOnLibsWithTags: [] },
          ],
        },
      ],
    },
  },
  room(
    ['apps/web/**/*.ts'],
    [['^nestjs-iap/(server|testing)', 'web calls through IAP: it imports nestjs-iap and nestjs-iap/client.']],
  ),
  room(
    ['apps/api/**/*.ts'],
    [['^nestjs-iap/(client|testing)', 'api stands behind IAP: it imports nestjs-iap and nestjs-iap/server.']],
    specs,
  ),
  room(
    ['libs/iap/src/*.ts'],
    [['^(?!\\./iap\\.)', 'The words both halves share have no dependency, not even on a half.']],
    specs,
  ),
  room(
    ['libs/iap/src/client/**/*.ts'],
    [['/server/', 'The halves do not know each other; what both need goes into src/iap.*.ts.']],
    specs,
  ),
  room(
    ['libs/iap/src/server/**/*.ts'],
    [
      ['/client/', 'The halves do not know each other; what both need goes into src/iap.*.ts.'],
      [
        '^(axios|@nestjs/axios|undici|google-auth-library|gcp-metadata)',
        'The server half needs jose and Nest only.',
      ],
    ],
    specs,
  ),
  room(
    ['tools/iap-emulator/src/**/*.ts'],
    [
      [
        '^(nestjs-iap|gae|jose|google-auth-library|gcp-metadata|@nestjs/)',
        'A double must not share code with its judges.',
      ],
      ['\\.\\./\\.\\./\\.\\./', 'The emulator stands alone: it is published by itself.'],
    ],
    specs,
  ),
  room(
    ['tools/gae/src/**/*.ts'],
    [['^(nestjs-iap|iap-emulator|web|api)(/|$)', 'The plugin works on any app: it imports none of them.']],
  ),
  {
    files: specs,
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
