import { asGoogleIdentity } from './google.identity.ts';

/**
 * The time by the metadata server's clock, in milliseconds since the epoch; nothing where there is none. Asked only
 * when a token that was just made looks expired: its answer to a token request does not reach us with its headers.
 */
export async function metadataTime(): Promise<number | undefined> {
  try {
    return await asGoogleIdentity(async (identity, google) => {
      if (!(identity instanceof google.Compute)) return undefined;
      const host = process.env.GCE_METADATA_IP ?? process.env.GCE_METADATA_HOST ?? '169.254.169.254';
      const base = /^https?:\/\//.test(host) ? host : `http://${host}`;
      const { headers } = await new google.gaxios.Gaxios().request({
        url: new URL('/computeMetadata/v1/instance', base).href,
        headers: { 'Metadata-Flavor': 'Google' },
        timeout: 2_000,
      });
      const time = Date.parse(headers.get('date') ?? '');
      return Number.isNaN(time) ? undefined : time;
    });
  } catch {
    return undefined;
  }
}
