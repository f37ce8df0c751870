import { readArguments } from './arguments.ts';

it('reads what is given, and defaults for the rest', () => {
  expect(readArguments(['plan'])).toStrictEqual({
    command: 'plan',
    manifest: undefined,
    json: false,
    isExitCodeWanted: false,
    mayRemove: false,
    waitSeconds: 600,
    settleSeconds: 180,
    origins: new Map(),
  });
  const all = [
    'apply',
    '--json',
    '--remove',
    '--wait=0',
    '--settle=3600',
    '--at=default=http://127.0.0.1:8080',
    '--exit-code',
  ];
  expect(
    readArguments([...all, '--manifest=a.yaml', '--at', 'api=https://api.example.com/x?a=b']),
  ).toMatchObject({
    command: 'apply',
    manifest: 'a.yaml',
    json: true,
    isExitCodeWanted: true,
    mayRemove: true,
    waitSeconds: 0,
    settleSeconds: 3600,
    origins: new Map([
      ['default', 'http://127.0.0.1:8080/'],
      ['api', 'https://api.example.com/x?a=b'],
    ]),
  });
});

it.each([
  [[], 'Say plan, apply or rollback, not "".'],
  [['deploy'], 'not "deploy"'],
  [['plan', 'apply'], 'not "plan apply"'],
  [['plan', '--force'], "Unknown option '--force'"],
  [['apply', '--wait=-1'], '--wait takes whole seconds from 0 to 3600, not "-1".'],
  [['apply', '--wait=3601'], '--wait takes'],
  [['apply', '--settle=1.5'], '--settle takes'],
  [['apply', '--settle='], '--settle takes'],
  [['apply', '--at=default'], '--at takes SERVICE=URL'],
  [['apply', '--at==http://x/'], '--at takes SERVICE=URL'],
  [['apply', '--at=default=ftp://x/'], '--at takes SERVICE=URL'],
])('refuses %j', (args, message) => {
  expect(() => readArguments(args)).toThrow(message);
});
