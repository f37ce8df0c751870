import { MANIFEST, SHOP_YAML } from '../../test/fixture.ts';
import { deployedEnvironment } from '../environment.ts';
import { parseAppYaml } from './app-yaml.ts';
import { checkAppYaml } from './check-app-yaml.ts';

const [service] = MANIFEST.services;
const derived = deployedEnvironment(MANIFEST, service!);
const check = (text: string) =>
  checkAppYaml(parseAppYaml(text, 'app-yaml/shop.yaml'), { service: service!, derived, engines: '24.x' });

describe('checkAppYaml', () => {
  it.each`
    what                             | text
    ${'says what the manifest says'} | ${SHOP_YAML}
    ${'leaves out service: default'} | ${SHOP_YAML.replace('service: default\n', '')}
    ${'has no variables'}            | ${SHOP_YAML.replace(/env_variables:[\s\S]*/, '')}
  `('takes a file that $what', ({ text }: { text: string }) => {
    expect(check(text)).toStrictEqual([]);
  });

  it.each`
    fault                        | from                   | to                                                               | key                                               | line | remedy
    ${'another service'}         | ${'service: default'}  | ${'service: shop'}                                               | ${'service'}                                      | ${2} | ${'write service: default'}
    ${'another account'}         | ${'shop-sa@'}          | ${'blog-sa@'}                                                    | ${'service_account'}                              | ${3} | ${'write service_account: shop-sa@'}
    ${'no account'}              | ${/service_account.*/} | ${''}                                                            | ${'top level'}                                    | ${1} | ${'write service_account: shop-sa@'}
    ${'an older runtime'}        | ${'nodejs24'}          | ${'nodejs22'}                                                    | ${'runtime'}                                      | ${1} | ${'write runtime: nodejs24'}
    ${'skip_files'}              | ${'env_variables:'}    | ${'skip_files: [x]\nenv_variables:'}                             | ${'skip_files'}                                   | ${7} | ${'App Engine refuses it'}
    ${'a derived variable'}      | ${'CURRENCY: EUR'}     | ${'ORDER_BOOK_URL: https://x'}                                   | ${'env_variables.ORDER_BOOK_URL'}                 | ${9} | ${'staging writes it'}
    ${'another address of keys'} | ${'CURRENCY: EUR'}     | ${'IAP_KEYS_URL: https://x'}                                     | ${'env_variables.IAP_KEYS_URL'}                   | ${9} | ${'for a laptop'}
    ${'another metadata server'} | ${'CURRENCY: EUR'}     | ${'GCE_METADATA_HOST: x'}                                        | ${'env_variables.GCE_METADATA_HOST'}              | ${9} | ${'for a laptop'}
    ${'its address'}             | ${'CURRENCY: EUR'}     | ${'GCE_METADATA_IP: x'}                                          | ${'env_variables.GCE_METADATA_IP'}                | ${9} | ${'for a laptop'}
    ${'code before the app'}     | ${'CURRENCY: EUR'}     | ${'NODE_OPTIONS: --import=x'}                                    | ${'env_variables.NODE_OPTIONS'}                   | ${9} | ${'for a laptop'}
    ${'no TLS'}                  | ${'CURRENCY: EUR'}     | ${'NODE_TLS_REJECT_UNAUTHORIZED: "0"'}                           | ${'env_variables.NODE_TLS_REJECT_UNAUTHORIZED'}   | ${9} | ${'for a laptop'}
    ${'another CA'}              | ${'CURRENCY: EUR'}     | ${'NODE_EXTRA_CA_CERTS: x'}                                      | ${'env_variables.NODE_EXTRA_CA_CERTS'}            | ${9} | ${'for a laptop'}
    ${'a key file'}              | ${'CURRENCY: EUR'}     | ${'GOOGLE_APPLICATION_CREDENTIALS: key.json'}                    | ${'env_variables.GOOGLE_APPLICATION_CREDENTIALS'} | ${9} | ${'for a laptop'}
    ${'a secret'}                | ${'CURRENCY: EUR'}     | ${'DB_PASSWORD: hunter2'}                                        | ${'env_variables.DB_PASSWORD'}                    | ${9} | ${'Secret Manager'}
    ${'a secret at build time'}  | ${'env_variables:'}    | ${'build_env_variables: { NPM_TOKEN: hunter2 }\nenv_variables:'} | ${'build_env_variables.NPM_TOKEN'}                | ${7} | ${'Secret Manager'}
  `(
    'refuses $fault',
    ({
      from,
      to,
      key,
      line,
      remedy,
    }: {
      from: string;
      to: string;
      key: string;
      line: number;
      remedy: string;
    }) => {
      expect(check(SHOP_YAML.replace(from, to))).toStrictEqual([
        expect.objectContaining({
          file: 'app-yaml/shop.yaml',
          key,
          position: expect.objectContaining({ line }),
          remedy: expect.stringContaining(remedy),
        }),
      ]);
    },
  );

  it('names every fault at once, and no secret', () => {
    const faults = check(
      `${SHOP_YAML.replace('nodejs24', 'nodejs20')}  DB_PASSWORD: hunter2\n  API_KEY: hunter2\n`,
    );
    expect(faults.map(({ key }) => key)).toStrictEqual([
      'runtime',
      'env_variables.DB_PASSWORD',
      'env_variables.API_KEY',
    ]);
    expect(faults.map(String).join()).not.toContain('hunter2');
  });
});
