import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { parseManifest } from '../src/manifest/parse-manifest.ts';
import type { Manifest } from '../src/manifest/manifest.ts';

/** A manifest of a public shop that calls closed orders, which calls closed ledger; blog stands alone. */
export const MANIFEST_TEXT = `\
project:
  id: shop-demo
  number: '1234'
region: europe-west1
default_hostname: shop-demo.ew.r.appspot.com
iap:
  oauth_client_id: 1234-abc.apps.googleusercontent.com
services:
  default:
    app: shop
    access: public
    service_account: shop-sa@shop-demo.iam.gserviceaccount.com
  order-book:
    app: orders
    access: closed
    callers:
      - serviceAccount:shop-sa@shop-demo.iam.gserviceaccount.com
      - user:staff@example.com
    service_account: orders-sa@shop-demo.iam.gserviceaccount.com
  ledger:
    app: ledger
    access: closed
    callers:
      - serviceAccount:orders-sa@shop-demo.iam.gserviceaccount.com
    service_account: ledger-sa@shop-demo.iam.gserviceaccount.com
  blog:
    app: blog
    access: public
    service_account: blog-sa@shop-demo.iam.gserviceaccount.com
emulator:
  port: 8000
  services:
    default:
      port: 8080
      metadata_port: 8090
      proxy: http://127.0.0.1:3000
    order-book:
      port: 8081
      metadata_port: 8091
      proxy: http://127.0.0.1:3001
`;

export const MANIFEST: Manifest = parseManifest(MANIFEST_TEXT, 'app-yaml/iap.yaml');

export const SHOP_YAML = `\
runtime: nodejs24
service: default
service_account: shop-sa@shop-demo.iam.gserviceaccount.com
# how it scales
automatic_scaling:
  max_instances: 4
env_variables:
  # said in euros
  CURRENCY: EUR
`;

export const ORDERS_YAML = `\
runtime: nodejs24
service: order-book
service_account: orders-sa@shop-demo.iam.gserviceaccount.com
`;

/** A folder with files in it. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gae-'));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Removes every folder that `folderWith` made. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

const made: string[] = [];

/** What Nx gives an executor that runs for an app. */
export function contextOf(root: string, projectName: string): ExecutorContext {
  const projects = { [projectName]: { root: `apps/${projectName}` } };
  return {
    root,
    cwd: root,
    projectName,
    isVerbose: false,
    projectsConfigurations: { version: 2, projects },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
}

/** Everything that an asynchronous iterable gives. */
export async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}
