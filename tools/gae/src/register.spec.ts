import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { folderWith, removeFolders } from '../test/fixture.ts';

afterEach(removeFolders);

const register = new URL('./register.ts', import.meta.url).href;
const reflect = fileURLToPath(import.meta.resolve('reflect-metadata'));

it('runs TypeScript with decorators and the types that they record', () => {
  const folder = folderWith({
    'package.json': '{ "type": "module" }',
    'greeter.ts': 'export class Greeter {}',
    'main.ts': `
      import ${JSON.stringify(reflect)};
      import { Greeter } from './greeter.ts';
      const injectable = (target: object): void => void target;
      @injectable class Shop { constructor(private readonly greeter: Greeter) {} }
      console.log(String(Reflect.getMetadata('design:paramtypes', Shop)[0] === Greeter));`,
  });
  const out = execFileSync(process.execPath, [`--import=${register}`, 'main.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(out).toBe('true\n');
});
