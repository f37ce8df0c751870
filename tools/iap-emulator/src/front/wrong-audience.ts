import { escape } from '../sign-in/sign-in.page.ts';

/** How IAP words a wrong `aud`. The older wording quotes the token's and names the right one. */
export function wrongAudience(wording: '2025' | '2019', clientId: string): (aud: unknown) => string {
  if (wording === '2025') return () => 'Invalid bearer token. Invalid JWT audience.';
  return (aud) => {
    const given = escape(typeof aud === 'string' ? aud : '');
    const rule = `'aud' claim (${given}) doesn't match expected value (${escape(clientId)})`;
    return `JWT audience doesn't match this application (${rule})`;
  };
}
