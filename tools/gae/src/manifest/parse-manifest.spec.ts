import { readFileSync } from 'node:fs';
import { MANIFEST, MANIFEST_TEXT } from '../../test/fixture.ts';
import { parseManifest } from './parse-manifest.ts';

const parse = (text: string) => parseManifest(text, 'iap.yaml');

describe('parseManifest', () => {
  it('reads what the file says', () => {
    expect(MANIFEST).toMatchObject({
      project: { id: 'shop-demo', number: '1234' },
      region: 'europe-west1',
      defaultHostname: 'shop-demo.ew.r.appspot.com',
      iap: { oauthClientId: '1234-abc.apps.googleusercontent.com', programmaticClients: [] },
    });
    expect(MANIFEST.services.map(({ id, app, access }) => [id, app, access])).toEqual([
      ['default', 'shop', 'public'],
      ['order-book', 'orders', 'closed'],
      ['ledger', 'ledger', 'closed'],
      ['blog', 'blog', 'public'],
    ]);
    expect(MANIFEST.services[1]?.callers).toEqual([
      'serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com',
      'user:staff@example.com',
    ]);
    expect(MANIFEST.emulator?.services[1]).toEqual({
      id: 'order-book',
      port: 8081,
      metadataPort: 8091,
      proxy: new URL('http://127.0.0.1:3001'),
    });
  });

  it('reads the manifest of this workspace', () => {
    const text = readFileSync(new URL('../../../../app-yaml/iap.yaml', import.meta.url), 'utf8');
    expect(parse(text).services.map(({ id }) => id)).toEqual(expect.arrayContaining(['default', 'api']));
  });

  it('does without an emulator section', () => {
    expect(parse(MANIFEST_TEXT.replace(/^emulator:[\s\S]*/m, '')).emulator).toBeUndefined();
  });

  it.each`
    fault                                | from                                         | to                                                            | position   | key                                  | remedy
    ${'an unknown key at the top'}       | ${'region: europe-west1'}                    | ${'regoin: europe-west1'}                                     | ${'4:9'}   | ${'regoin'}                          | ${'unknown key; the keys here are project, region'}
    ${'an unknown key of a service'}     | ${'    app: orders'}                         | ${'    app: orders\n    acess: closed'}                       | ${'15:12'} | ${'services.order-book.acess'}       | ${'unknown key; the keys here are app, access'}
    ${'a missing key'}                   | ${'region: europe-west1\n'}                  | ${''}                                                         | ${'1:1'}   | ${'top level'}                       | ${'write the key "region" here'}
    ${'a key twice'}                     | ${'region: europe-west1'}                    | ${'region: europe-west1\nregion: x'}                          | ${'5:1'}   | ${'top level'}                       | ${'here twice'}
    ${'a number without quotes'}         | ${"number: '1234'"}                          | ${'number: 1234'}                                             | ${'3:11'}  | ${'project.number'}                  | ${'in quotes'}
    ${'a list for a mapping'}            | ${"  id: shop-demo\n  number: '1234'"}       | ${'  - shop'}                                                 | ${'2:3'}   | ${'project'}                         | ${'write a mapping'}
    ${'nothing for a mapping'}           | ${"  id: shop-demo\n  number: '1234'\n"}     | ${''}                                                         | ${'1:9'}   | ${'project'}                         | ${'write a mapping'}
    ${'another access'}                  | ${'access: closed'}                          | ${'access: private'}                                          | ${'15:13'} | ${'services.order-book.access'}      | ${'write public or closed'}
    ${'a member of no kind'}             | ${'user:staff@example.com'}                  | ${'staff@example.com'}                                        | ${'18:9'}  | ${'services.order-book.callers[1]'}  | ${'an IAM member'}
    ${'a comma in a member'}             | ${'user:staff@example.com'}                  | ${'"group:a@b.c,user:d@e.f"'}                                 | ${'18:9'}  | ${'services.order-book.callers[1]'}  | ${'an IAM member'}
    ${'a closed service for everyone'}   | ${'user:staff@example.com'}                  | ${'allUsers'}                                                 | ${'18:9'}  | ${'services.order-book.callers[1]'}  | ${'access: public'}
    ${'a closed service for every user'} | ${'user:staff@example.com'}                  | ${'allAuthenticatedUsers'}                                    | ${'18:9'}  | ${'services.order-book.callers[1]'}  | ${'access: public'}
    ${'a group'}                         | ${'user:staff@example.com'}                  | ${'group:staff@example.com'}                                  | ${'18:9'}  | ${'services.order-book.callers[1]'}  | ${'name the members'}
    ${'callers that are no list'}        | ${/callers:\n.*\n.*staff@example.com/}       | ${'callers: allUsers'}                                        | ${'16:14'} | ${'services.order-book.callers'}     | ${'write a list'}
    ${'a caller twice'}                  | ${'user:staff@example.com'}                  | ${'serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com'} | ${'18:9'}  | ${'services.order-book.callers[1]'}  | ${'twice'}
    ${'an app twice'}                    | ${'app: ledger'}                             | ${'app: orders'}                                              | ${'21:5'}  | ${'services.ledger'}                 | ${'another service already'}
    ${'an account twice'}                | ${'service_account: ledger-sa@'}             | ${'service_account: orders-sa@'}                              | ${'21:5'}  | ${'services.ledger'}                 | ${'of its own'}
    ${'no default service'}              | ${/ {2}default:\n {4}app: shop/}             | ${'  store:\n    app: shop'}                                  | ${'9:3'}   | ${'services'}                        | ${'the service default'}
    ${'a proxy with a path'}             | ${'http://127.0.0.1:3000'}                   | ${'http://127.0.0.1:3000/'}                                   | ${'36:14'} | ${'emulator.services.default.proxy'} | ${'an http origin'}
    ${'no caller'}                       | ${/callers:\n.*\n.*staff@example.com/}       | ${'callers: []'}                                              | ${'16:14'} | ${'services.order-book.callers'}     | ${'at least one caller'}
    ${'callers left out'}                | ${/ {4}callers:\n.*\n.*staff@example.com\n/} | ${''}                                                         | ${'14:5'}  | ${'services.order-book'}             | ${'write the key "callers"'}
    ${'callers of a public service'}     | ${'access: public'}                          | ${'access: public\n    callers: [allUsers]'}                  | ${'12:14'} | ${'services.default.callers'}        | ${'remove it'}
    ${'a service id of capitals'}        | ${'  ledger:'}                               | ${'  Ledger:'}                                                | ${'21:5'}  | ${'services.Ledger'}                 | ${'name the service'}
    ${'a client that is none'}           | ${'1234-abc.apps.googleusercontent.com'}     | ${'1234-abc'}                                                 | ${'7:20'}  | ${'iap.oauth_client_id'}             | ${'an OAuth client id'}
    ${'a port too high'}                 | ${'port: 8080'}                              | ${'port: 65536'}                                              | ${'34:13'} | ${'emulator.services.default.port'}  | ${'write a port'}
    ${'a port below 0'}                  | ${'port: 8080'}                              | ${'port: -1'}                                                 | ${'34:13'} | ${'emulator.services.default.port'}  | ${'write a port'}
    ${'a port in words'}                 | ${'port: 8080'}                              | ${"port: '8080'"}                                             | ${'34:13'} | ${'emulator.services.default.port'}  | ${'write a port'}
    ${'a proxy off this machine'}        | ${'http://127.0.0.1:3000'}                   | ${'http://10.0.0.1:3000'}                                     | ${'36:14'} | ${'emulator.services.default.proxy'} | ${'on loopback'}
    ${'a proxy port too high'}           | ${'http://127.0.0.1:3000'}                   | ${'http://127.0.0.1:65536'}                                   | ${'36:14'} | ${'emulator.services.default.proxy'} | ${'on loopback'}
    ${'an emulated service of no one'}   | ${/ {4}order-book:\n {6}port/}               | ${'    orders:\n      port'}                                  | ${'38:7'}  | ${'emulator.services.orders'}        | ${'unknown service'}
  `('refuses $fault', ({ from, to, position, key, remedy }: Record<string, string>) => {
    const text = MANIFEST_TEXT.replace(from!, to!);
    expect(text).not.toBe(MANIFEST_TEXT);
    const [line, column] = position!.split(':').map(Number);
    const refused = expect.objectContaining({
      file: 'iap.yaml',
      position: { line, column },
      key,
      remedy: expect.stringContaining(remedy!),
      message: expect.stringMatching(`^iap\\.yaml:${position} `),
    });
    expect(() => parse(text)).toThrow(refused);
  });

  it.each([0, 65_535])('takes port %i', (port) => {
    const { emulator } = parse(MANIFEST_TEXT.replace('port: 8080', `port: ${port}`));
    expect(emulator?.services[0]?.port).toBe(port);
  });

  it('refuses what is not YAML, with the place', () => {
    expect(() => parse('project: [')).toThrow(/^iap\.yaml:1:\d+ top level: /);
  });
});
