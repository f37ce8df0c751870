import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Gcloud, GcloudError } from '../src/gcloud/capture.ts';
import { ACCESSOR } from '../src/iap/observed.ts';

/** A project as gcloud shows and changes it, in memory; what the real gcloud does is shown end to end. */
export class FakeProject {
  readonly calls: string[] = [];
  readonly policies = new Map<string, string[]>();
  /** Called before a change; may throw what gcloud would. */
  before: (command: string) => void = () => undefined;
  isOn = false;
  clientId: string;
  deployed: string[];

  constructor(clientId: string, deployed: string[]) {
    this.clientId = clientId;
    this.deployed = deployed;
  }

  readonly gcloud: Gcloud = (args) => Promise.resolve().then(() => this.#run(args));

  #run(args: readonly string[]): string {
    const flag = (name: string): string =>
      args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
    const command = args.filter((arg) => !arg.startsWith('--')).join(' ');
    const isProject = command.startsWith('projects get-iam-policy');
    const place = isProject ? 'project' : flag('service') || flag('resource-type') || 'web';
    const members = this.policies.get(place) ?? [];
    const iap = { enabled: this.isOn, oauth2ClientId: this.clientId };
    switch (command) {
      case 'app describe':
        return JSON.stringify({ iap });
      case 'app services list':
        return JSON.stringify(this.deployed.map((id) => ({ id })));
      case 'iap web get-iam-policy':
      case 'projects get-iam-policy shop-demo':
        return JSON.stringify({ bindings: [{ role: ACCESSOR, members }] });
    }
    this.calls.push(`${command} ${flag('service')} ${flag('member')}`.trim());
    this.before(command);
    if (command === 'iap web add-iam-policy-binding') this.policies.set(place, [...members, flag('member')]);
    else if (command === 'iap web remove-iam-policy-binding')
      this.policies.set(
        place,
        members.filter((member) => member !== flag('member')),
      );
    else this.isOn = command === 'iap web enable';
    return '[]';
  }
}

export const OVERTAKEN = new GcloudError([], 'ABORTED: There were concurrent policy changes.');

/** A service as the world sees it, on loopback. */
export interface FakeService {
  readonly origin: string;
  close(): Promise<void>;
}

/** @param isClosed whether IAP answers for it, asked with each request */
export async function fakeService(isClosed: () => boolean): Promise<FakeService> {
  const server = createServer((_request, response) => {
    if (isClosed()) response.writeHead(401, { 'x-goog-iap-generated-response': 'true' });
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
