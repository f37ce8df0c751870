import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import { ROOT } from './system/workspace.ts';

const MODULE_BOUNDARIES = '@nx/enforce-module-boundaries';
const ROOM = 'no-restricted-imports';

/** What lint says of `source` standing in `file`, as far as it concerns imports. */
async function violations(eslint: ESLint, file: string, source: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(source, { filePath: join(ROOT, file) });
  return result!.messages.map(({ ruleId }) => ruleId).filter((id) => id === MODULE_BOUNDARIES || id === ROOM);
}

describe('the import rules', () => {
  let eslint: ESLint;

  beforeAll(async () => {
    await createProjectGraphAsync();
    eslint = new ESLint({ cwd: ROOT });
  }, 60_000);

  // The planted line stands in a file that exists, because typed lint judges only what a tsconfig includes.
  it.each`
    file                                    | specifier                                | rule
    ${'apps/web/src/main.ts'}               | ${'nestjs-iap/server'}                   | ${ROOM}
    ${'apps/web/src/main.ts'}               | ${'nestjs-iap/testing'}                  | ${ROOM}
    ${'apps/web/src/main.ts'}               | ${'../../api/src/app.module.ts'}         | ${MODULE_BOUNDARIES}
    ${'apps/web/src/main.ts'}               | ${'../../../tools/gae/src/plugin.ts'}    | ${MODULE_BOUNDARIES}
    ${'apps/web/src/main.ts'}               | ${'../../../libs/iap/src/index.ts'}      | ${MODULE_BOUNDARIES}
    ${'apps/web/src/main.ts'}               | ${'iap-emulator'}                        | ${MODULE_BOUNDARIES}
    ${'apps/api/src/main.ts'}               | ${'nestjs-iap/client'}                   | ${ROOM}
    ${'apps/api/src/main.ts'}               | ${'nestjs-iap/testing'}                  | ${ROOM}
    ${'apps/api/src/main.ts'}               | ${'../../web/src/app.module.ts'}         | ${MODULE_BOUNDARIES}
    ${'apps/api/src/main.ts'}               | ${'gae'}                                 | ${MODULE_BOUNDARIES}
    ${'apps/e2e/src/system/system.ts'}      | ${'iap-emulator'}                        | ${MODULE_BOUNDARIES}
    ${'apps/e2e/src/system/system.ts'}      | ${'nestjs-iap'}                          | ${MODULE_BOUNDARIES}
    ${'libs/iap/src/iap.errors.ts'}         | ${'@nestjs/common'}                      | ${ROOM}
    ${'libs/iap/src/iap.errors.ts'}         | ${'./server/index.ts'}                   | ${ROOM}
    ${'libs/iap/src/client/index.ts'}       | ${'../server/index.ts'}                  | ${ROOM}
    ${'libs/iap/src/server/index.ts'}       | ${'../client/index.ts'}                  | ${ROOM}
    ${'libs/iap/src/server/index.ts'}       | ${'axios'}                               | ${ROOM}
    ${'libs/iap/src/server/index.ts'}       | ${'google-auth-library'}                 | ${ROOM}
    ${'libs/iap/src/server/index.ts'}       | ${'../../../../tools/gae/src/plugin.ts'} | ${MODULE_BOUNDARIES}
    ${'tools/iap-emulator/src/emulator.ts'} | ${'jose'}                                | ${ROOM}
    ${'tools/iap-emulator/src/emulator.ts'} | ${'google-auth-library'}                 | ${ROOM}
    ${'tools/iap-emulator/src/emulator.ts'} | ${'nestjs-iap'}                          | ${ROOM}
    ${'tools/iap-emulator/src/emulator.ts'} | ${'../../../libs/iap/src/index.ts'}      | ${MODULE_BOUNDARIES}
    ${'tools/gae/src/plugin.ts'}            | ${'nestjs-iap'}                          | ${ROOM}
    ${'tools/gae/src/plugin.ts'}            | ${'iap-emulator'}                        | ${ROOM}
    ${'tools/gae/src/plugin.ts'}            | ${'../../../apps/web/src/app.module.ts'} | ${MODULE_BOUNDARIES}
  `('forbid $specifier in $file', async ({ file, specifier, rule }) => {
    expect(existsSync(join(ROOT, file))).toBe(true);
    expect(await violations(eslint, file, `import '${specifier}';\n`)).toContain(rule);
  });

  it.each`
    file                                    | specifier
    ${'apps/web/src/main.ts'}               | ${'nestjs-iap/client'}
    ${'apps/web/src/main.ts'}               | ${'nestjs-iap'}
    ${'apps/api/src/main.ts'}               | ${'nestjs-iap/server'}
    ${'apps/e2e/src/system/system.ts'}      | ${'google-auth-library'}
    ${'libs/iap/src/client/index.ts'}       | ${'google-auth-library'}
    ${'libs/iap/src/client/index.ts'}       | ${'../iap.errors.ts'}
    ${'libs/iap/src/server/index.ts'}       | ${'jose'}
    ${'tools/iap-emulator/src/emulator.ts'} | ${'yaml'}
    ${'tools/gae/src/plugin.ts'}            | ${'@nx/devkit'}
  `('allow $specifier in $file', async ({ file, specifier }) => {
    expect(await violations(eslint, file, `import '${specifier}';\n`)).toEqual([]);
  });
});
