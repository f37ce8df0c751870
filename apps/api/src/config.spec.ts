import { StartFault, validateConfig } from 'app-engine';
import { ApiConfig } from './config.ts';

const good = {
  IAP_AUDIENCE: '/projects/123456789012/apps/quotes-demo',
  IAP_ALLOWED_CALLERS: 'serviceAccount:web-sa@quotes-demo.iam.gserviceaccount.com',
};

it('reads the settings, and nothing else of the environment', () => {
  expect(validateConfig(ApiConfig, { ...good, PORT: '3001', SECRET: 'x', PATH: '/bin' })).toEqual({
    PORT: 3001,
    HOST: '127.0.0.1',
    IAP_AUDIENCE: good.IAP_AUDIENCE,
    IAP_ALLOWED_CALLERS: [good.IAP_ALLOWED_CALLERS],
  });
});

it.each`
  given                                                             | setting                  | value
  ${{}}                                                             | ${'PORT'}                | ${8080}
  ${{ PORT: '' }}                                                   | ${'PORT'}                | ${8080}
  ${{ PORT: '0' }}                                                  | ${'PORT'}                | ${0}
  ${{ PORT: '65535' }}                                              | ${'PORT'}                | ${65535}
  ${{}}                                                             | ${'HOST'}                | ${'127.0.0.1'}
  ${{ GAE_ENV: 'standard' }}                                        | ${'HOST'}                | ${'0.0.0.0'}
  ${{ GAE_ENV: 'standard', HOST: '::' }}                            | ${'HOST'}                | ${'::'}
  ${{ IAP_ALLOWED_CALLERS: ' user:a@b.c, serviceAccount:d@e.f ,' }} | ${'IAP_ALLOWED_CALLERS'} | ${['user:a@b.c', 'serviceAccount:d@e.f']}
  ${{ IAP_KEYS_URL: 'http://127.0.0.1:8000/k' }}                    | ${'IAP_KEYS_URL'}        | ${'http://127.0.0.1:8000/k'}
`('with $given has $setting $value', ({ given, setting, value }) => {
  expect(validateConfig(ApiConfig, { ...good, ...given })[setting as 'PORT']).toEqual(value);
});

it.each`
  setting                  | value
  ${'PORT'}                | ${'-1'}
  ${'PORT'}                | ${'65536'}
  ${'PORT'}                | ${'80a'}
  ${'PORT'}                | ${'80.5'}
  ${'HOST'}                | ${'localhost'}
  ${'IAP_AUDIENCE'}        | ${undefined}
  ${'IAP_AUDIENCE'}        | ${'/projects/quotes-demo/apps/quotes-demo'}
  ${'IAP_AUDIENCE'}        | ${'123-x.apps.googleusercontent.com'}
  ${'IAP_ALLOWED_CALLERS'} | ${undefined}
  ${'IAP_ALLOWED_CALLERS'} | ${' , '}
  ${'IAP_ALLOWED_CALLERS'} | ${'web-sa@quotes-demo.iam.gserviceaccount.com'}
  ${'IAP_ALLOWED_CALLERS'} | ${'allUsers'}
  ${'IAP_KEYS_URL'}        | ${'not a url'}
`('refuses $value as $setting, naming it', ({ setting, value }) => {
  const validate = () => validateConfig(ApiConfig, { ...good, [setting as string]: value });
  expect(validate).toThrow(StartFault);
  expect(validate).toThrow(new RegExp(`:\n  ${setting} must [^\n]+$`));
});

it('names all faults at once', () => {
  expect(() => validateConfig(ApiConfig, { PORT: 'x' })).toThrow(
    /IAP_AUDIENCE.*\n.*IAP_ALLOWED_CALLERS.*\n.*PORT/,
  );
});
