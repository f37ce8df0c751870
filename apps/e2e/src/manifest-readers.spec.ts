import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from './system/workspace.ts';

const run = promisify(execFile);
const manifest = readFileSync(join(ROOT, 'app-yaml/iap.yaml'), 'utf8');

/** Whether each reader takes the text; they share no code, so each is asked in a process of its own. */
async function verdicts(text: string): Promise<Record<'emulator' | 'gae', string>> {
  const folder = mkdtempSync(join(tmpdir(), 'iap-manifest-'));
  const file = join(folder, 'iap.yaml');
  writeFileSync(file, text);
  const verdict = async (module: string, call: string): Promise<string> => {
    const url = pathToFileURL(join(ROOT, module)).href;
    const script = `import { readFileSync } from 'node:fs';
      import { parseManifest } from ${JSON.stringify(url)};
      const text = readFileSync(${JSON.stringify(file)}, 'utf8');
      try { ${call}; console.log('taken'); } catch { console.log('refused'); }`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
    return stdout.trim();
  };
  try {
    const [emulator, gae] = await Promise.all([
      verdict('tools/iap-emulator/dist/index.js', "parseManifest(text, 'iap.yaml')"),
      verdict('tools/gae/src/manifest/parse-manifest.ts', "parseManifest(text, 'iap.yaml')"),
    ]);
    return { emulator, gae };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the emulator’s and the deploy tools’ readers of the manifest', () => {
  it('take the one of this repository', async () => {
    expect(await verdicts(manifest)).toEqual({ emulator: 'taken', gae: 'taken' });
  });

  it.each`
    fault                                   | from                                 | to
    ${'a closed service open to everybody'} | ${/- serviceAccount:web-sa@[\w.-]+/} | ${'- allUsers'}
    ${'a closed service open to all users'} | ${/- serviceAccount:web-sa@[\w.-]+/} | ${'- allAuthenticatedUsers'}
    ${'a group as caller'}                  | ${/- serviceAccount:web-sa@[\w.-]+/} | ${'- group:staff@example.com'}
    ${'a closed service without callers'}   | ${/callers:\n\s+- \S+/}              | ${'callers: []'}
    ${'one account for two services'}       | ${'service_account: api-sa@'}        | ${'service_account: web-sa@'}
    ${'a number with a leading zero'}       | ${"'123456789012'"}                  | ${"'0123456789012'"}
    ${'a number without quotes'}            | ${"'123456789012'"}                  | ${'123456789012'}
    ${'a client id that is none'}           | ${/oauth_client_id: \S+/}            | ${'oauth_client_id: quotes'}
    ${'a proxy with a path'}                | ${'proxy: http://127.0.0.1:3000'}    | ${'proxy: http://127.0.0.1:3000/'}
    ${'an unknown key'}                     | ${'access: closed'}                  | ${'acces: closed'}
    ${'an unknown access'}                  | ${'access: closed'}                  | ${'access: shut'}
  `('both refuse $fault', async ({ from, to }: { from: string | RegExp; to: string }) => {
    const changed = manifest.replace(from, to);
    expect(changed).not.toBe(manifest);
    expect(await verdicts(changed)).toEqual({ emulator: 'refused', gae: 'refused' });
  });
});
