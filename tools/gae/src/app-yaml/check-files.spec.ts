import { checkFiles, MAX_FILES } from './check-files.ts';

const many = (count: number): string[] => [
  'package-lock.json',
  ...Array.from({ length: count - 1 }, (_, i) => `public/${i}`),
];

describe('checkFiles', () => {
  it.each`
    what                   | files                                 | fault
    ${'no lock file'}      | ${['main.js']}                        | ${'dist/shop: no package-lock.json'}
    ${'two lock files'}    | ${['package-lock.json', 'yarn.lock']} | ${'package-lock.json and yarn.lock'}
    ${'one file too many'} | ${many(MAX_FILES + 1)}                | ${'10001 files'}
  `('refuses $what', ({ files, fault }: { files: string[]; fault: string }) => {
    expect(checkFiles('dist/shop', files)).toStrictEqual([expect.stringContaining(fault)]);
  });

  it.each`
    what                                 | files
    ${'one lock file'}                   | ${['package-lock.json', 'main.js']}
    ${'as many as are taken'}            | ${many(MAX_FILES)}
    ${'a lock file served to the world'} | ${['package-lock.json', 'public/yarn.lock']}
  `('takes $what', ({ files }: { files: string[] }) => {
    expect(checkFiles('dist/shop', files)).toStrictEqual([]);
  });
});
