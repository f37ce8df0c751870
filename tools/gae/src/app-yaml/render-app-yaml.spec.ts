import { parse } from 'yaml';
import { ORDERS_YAML, SHOP_YAML } from '../../test/fixture.ts';
import { parseAppYaml } from './app-yaml.ts';
import { renderAppYaml } from './render-app-yaml.ts';

const derived = { IAP_AUDIENCE: '/projects/1/apps/shop', ORDERS_URL: 'https://orders', NUMBER: '12' };

describe('renderAppYaml', () => {
  it('adds the derived variables below those of the file, and keeps its comments', () => {
    expect(renderAppYaml(parseAppYaml(SHOP_YAML, 'f'), derived)).toBe(
      `${SHOP_YAML}  # From app-yaml/iap.yaml.
  IAP_AUDIENCE: /projects/1/apps/shop
  ORDERS_URL: https://orders
  NUMBER: "12"
`,
    );
  });

  it.each`
    what                          | text
    ${'no variables'}             | ${ORDERS_YAML}
    ${'the key without any'}      | ${`${ORDERS_YAML}env_variables:\n`}
    ${'an empty mapping of them'} | ${`${ORDERS_YAML}env_variables: {}\n`}
  `('adds them to a file with $what', ({ text }: { text: string }) => {
    expect(parse(renderAppYaml(parseAppYaml(text, 'f'), derived))).toMatchObject({
      service: 'order-book',
      env_variables: derived,
    });
  });

  it('leaves the file that it read as it was, and says the same twice', () => {
    const appYaml = parseAppYaml(SHOP_YAML, 'f');
    expect(renderAppYaml(appYaml, derived)).toBe(renderAppYaml(appYaml, derived));
  });
});
