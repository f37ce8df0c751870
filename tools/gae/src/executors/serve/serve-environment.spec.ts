import { serveEnvironment, type Layers } from './serve-environment.ts';

const layers: Layers = { inherited: {}, declared: {}, derived: {}, emptyFolder: '/empty' };
const of = (change: Partial<Layers>) => serveEnvironment({ ...layers, ...change });

describe('serveEnvironment', () => {
  it.each`
    what                                       | change                                                               | variable             | value
    ${'what nx was started with'}              | ${{ inherited: { HOME: 'developer' } }}                              | ${'HOME'}            | ${'developer'}
    ${'what app.yaml declares'}                | ${{ declared: { CURRENCY: 'EUR' } }}                                 | ${'CURRENCY'}        | ${'EUR'}
    ${'a variable set by hand, over app.yaml'} | ${{ declared: { CURRENCY: 'EUR' }, inherited: { CURRENCY: 'CHF' } }} | ${'CURRENCY'}        | ${'CHF'}
    ${'the manifest, over one set by hand'}    | ${{ derived: { PORT: '3000' }, inherited: { PORT: '4000' } }}        | ${'PORT'}            | ${'3000'}
    ${'the manifest, over app.yaml'}           | ${{ derived: { PORT: '3000' }, declared: { PORT: '4000' } }}         | ${'PORT'}            | ${'3000'}
    ${'no gcloud of the developer'}            | ${{ inherited: { CLOUDSDK_CONFIG: 'developer/gcloud' } }}            | ${'CLOUDSDK_CONFIG'} | ${'/empty'}
  `(
    'has $what',
    ({ change, variable, value }: { change: Partial<Layers>; variable: string; value: string }) => {
      expect(of(change)[variable]).toBe(value);
    },
  );

  it.each(['inherited', 'declared'])('has no credentials of the developer (%s)', (layer) => {
    const environment = of({
      [layer]: { GOOGLE_APPLICATION_CREDENTIALS: 'key.json', GCE_METADATA_IP: '10.0.0.1' },
    });
    expect(Object.keys(environment)).toEqual(['CLOUDSDK_CONFIG']);
  });
});
