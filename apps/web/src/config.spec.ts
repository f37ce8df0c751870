import { StartFault, validateConfig } from 'app-engine';
import { WebConfig } from './config.ts';

const good = {
  API_URL: 'https://api-dot-quotes-demo.ew.r.appspot.com',
  API_TARGET_AUDIENCE: '123456789012-quotes.apps.googleusercontent.com',
};

it('reads the settings, and nothing else of the environment', () => {
  expect(validateConfig(WebConfig, { ...good, PORT: '3000', IAP_AUDIENCE: 'x', SECRET: 'x' })).toEqual({
    PORT: 3000,
    HOST: '127.0.0.1',
    NODE_ENV: 'development',
    API_TIMEOUT_MS: 5000,
    ...good,
  });
});

it.each`
  given                                     | setting             | value
  ${{}}                                     | ${'PORT'}           | ${8080}
  ${{ PORT: '0' }}                          | ${'PORT'}           | ${0}
  ${{ PORT: '65535' }}                      | ${'PORT'}           | ${65535}
  ${{ GAE_ENV: 'standard' }}                | ${'HOST'}           | ${'0.0.0.0'}
  ${{ API_TIMEOUT_MS: '100' }}              | ${'API_TIMEOUT_MS'} | ${100}
  ${{ API_TIMEOUT_MS: '60000' }}            | ${'API_TIMEOUT_MS'} | ${60000}
  ${{ API_URL: 'http://127.0.0.1:8081' }}   | ${'API_URL'}        | ${'http://127.0.0.1:8081'}
  ${{ API_URL: 'http://[::1]:8081/' }}      | ${'API_URL'}        | ${'http://[::1]:8081/'}
  ${{ API_URL: 'https://api.example.com' }} | ${'API_URL'}        | ${'https://api.example.com'}
`('with $given has $setting $value', ({ given, setting, value }) => {
  expect(validateConfig(WebConfig, { ...good, ...given })[setting as 'PORT']).toEqual(value);
});

it.each`
  setting                  | value
  ${'PORT'}                | ${'-1'}
  ${'PORT'}                | ${'65536'}
  ${'HOST'}                | ${'localhost'}
  ${'API_TIMEOUT_MS'}      | ${'99'}
  ${'API_TIMEOUT_MS'}      | ${'60001'}
  ${'API_TIMEOUT_MS'}      | ${'5s'}
  ${'API_URL'}             | ${undefined}
  ${'API_URL'}             | ${''}
  ${'API_URL'}             | ${'api.example.com'}
  ${'API_URL'}             | ${'http://api.example.com'}
  ${'API_URL'}             | ${'http://127.0.0.1.example.com'}
  ${'API_URL'}             | ${'https://user:pass@api.example.com'}
  ${'API_URL'}             | ${'https://api.example.com/v1'}
  ${'API_TARGET_AUDIENCE'} | ${undefined}
  ${'API_TARGET_AUDIENCE'} | ${'/projects/123456789012/apps/quotes-demo'}
`('refuses $value as $setting, naming it', ({ setting, value }) => {
  const validate = () => validateConfig(WebConfig, { ...good, [setting as string]: value });
  expect(validate).toThrow(StartFault);
  expect(validate).toThrow(new RegExp(`:\n  ${setting} must [^\n]+$`));
});

it('names all faults at once, and never a value', () => {
  const bad = { PORT: 'sesame', API_URL: 'https://user:sesame@x', API_TARGET_AUDIENCE: 'sesame' };
  const validate = () => validateConfig(WebConfig, bad);
  expect(validate).toThrow(/API_URL.*\n.*API_TARGET_AUDIENCE.*\n.*PORT/);
  expect(validate).not.toThrow(/sesame/);
});
