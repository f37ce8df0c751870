import { Agent, createServer, request as open } from 'node:http';
import type { Server } from 'node:http';
import { pipeline } from 'node:stream';
import type { Manifest } from '../src/index.ts';

/** One server to measure, in a process of its own: the app, a bare proxy in front of it, or the emulator's front. */
export interface ServerInput {
  readonly kind: 'app' | 'bare proxy' | 'emulator';
  /** What stands behind it. */
  readonly app?: string;
}

const { kind, app = '' } = JSON.parse(process.argv[2] ?? '') as ServerInput;
const headers: Record<string, string> = {};
const origin = await start();
process.send?.({ origin, headers, readyMs: performance.now() });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit());

async function start(): Promise<string> {
  if (kind === 'app') return listening(createServer((_request, response) => response.end('{"total":4200}')));
  if (kind === 'bare proxy') return listening(bareProxy());
  // As it is published: types would have to be taken away at every start.
  const built = new URL('../dist/index.js', import.meta.url).href;
  const { startEmulator } = (await import(built)) as typeof import('../src/index.ts');
  const emulator = await startEmulator({ manifest: manifest() });
  const token = await emulator.idToken(
    'web-sa@bench.iam.gserviceaccount.com',
    'bench.apps.googleusercontent.com',
  );
  headers.authorization = `Bearer ${token}`;
  return emulator.services.api?.url ?? '';
}

/** The least that a proxy in Node can do: pass the request on and the answer back, over connections that stay open. */
function bareProxy(): Server {
  const { hostname, port } = new URL(app);
  const agent = new Agent({ keepAlive: true });
  return createServer((request, response) => {
    const options = {
      agent,
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers: request.headers,
    };
    const outgoing = open(options, (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, incoming.rawHeaders);
      pipeline(incoming, response, () => undefined);
    });
    outgoing.on('error', () => response.destroy());
    pipeline(request, outgoing, () => undefined);
  });
}

function listening(server: Server): Promise<string> {
  // A connection that waits for its next turn must not be closed under the one who uses it.
  server.keepAliveTimeout = 600_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    });
  });
}

function manifest(): Manifest {
  const caller = 'serviceAccount:web-sa@bench.iam.gserviceaccount.com';
  return {
    file: 'bench',
    project: { id: 'bench', number: '1' },
    region: 'europe-west1',
    defaultHostname: 'bench.ew.r.appspot.com',
    iap: { oauthClientId: 'bench.apps.googleusercontent.com', programmaticClients: [] },
    services: {
      api: {
        app: 'api',
        access: 'closed',
        callers: [caller],
        serviceAccount: 'api-sa@bench.iam.gserviceaccount.com',
      },
    },
    emulator: { port: 0, services: { api: { port: 0, metadataPort: 0, proxy: app } } },
  };
}
