import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../emulator.ts';
import type { Environment } from './service.environment.ts';

/** The APIs that are imitated, as gcloud's property `api_endpoint_overrides` names them. */
const APIS = ['APPENGINE', 'CLOUDRESOURCEMANAGER', 'IAM', 'IAMCREDENTIALS', 'IAP', 'SERVICEUSAGE', 'STORAGE'];

/**
 * What makes the gcloud CLI talk to this emulator, with a configuration and a login of its own: the developer's are not
 * read. What is not imitated goes to Google, and is refused there for want of a real token.
 */
export function gcloudEnvironmentOf({ manifest, url }: Pick<Emulator, 'manifest' | 'url'>): Environment {
  return {
    CLOUDSDK_CONFIG: join(tmpdir(), 'iap-emulator', 'gcloud'),
    CLOUDSDK_CORE_PROJECT: manifest.project.id,
    CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false',
    CLOUDSDK_CORE_DISABLE_FILE_LOGGING: '1',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: '1',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: '1',
    CLOUDSDK_AUTH_ACCESS_TOKEN: 'iap-emulator',
    // gcloud insists on the slash.
    ...Object.fromEntries(APIS.map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, `${url}/`])),
    CLOUDSDK_ACTIVE_CONFIG_NAME: null,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: null,
    CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE: null,
    CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT: null,
    GOOGLE_APPLICATION_CREDENTIALS: null,
  };
}
