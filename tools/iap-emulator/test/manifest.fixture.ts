import type { Manifest } from '../src/index.ts';

export const CLIENT_ID = '123456789012-quotes.apps.googleusercontent.com';
export const OTHER_CLIENT = '123456789012-batch.apps.googleusercontent.com';
export const AUDIENCE = '/projects/123456789012/apps/quotes-demo';
export const WEB_SA = 'web-sa@quotes-demo.iam.gserviceaccount.com';
export const API_SA = 'api-sa@quotes-demo.iam.gserviceaccount.com';
export const STRANGER = 'stranger@other-project.iam.gserviceaccount.com';
export const ADA = 'ada@example.com';

/** One public service and one closed, whose processes stand at `proxy`; all ports are ephemeral. */
export function manifestFor(proxy: string): Manifest {
  const ports = { port: 0, metadataPort: 0, proxy };
  return {
    file: 'app-yaml/iap.yaml',
    project: { id: 'quotes-demo', number: '123456789012' },
    region: 'europe-west1',
    defaultHostname: 'quotes-demo.ew.r.appspot.com',
    iap: { oauthClientId: CLIENT_ID, programmaticClients: [OTHER_CLIENT] },
    services: {
      default: { app: 'web', access: 'public', callers: [], serviceAccount: WEB_SA },
      api: {
        app: 'api',
        access: 'closed',
        callers: [`serviceAccount:${WEB_SA}`, `user:${ADA}`],
        serviceAccount: API_SA,
      },
    },
    emulator: { port: 0, services: { default: ports, api: ports } },
  };
}
