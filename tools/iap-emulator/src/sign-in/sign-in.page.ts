import type { SignInState } from './sign-in.flow.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 28rem; margin: 12vh auto; padding: 0 1rem }
h1 { font-size: 1.4rem; font-weight: 600 }
button { display: block; width: 100%; margin: .4rem 0; padding: .7rem 1rem; font: inherit; text-align: left;
  border: 1px solid #8886; border-radius: .5rem; background: #8881; color: inherit; cursor: pointer }
button:hover, button:focus-visible { background: #8883 }
input { box-sizing: border-box; width: 100%; padding: .7rem 1rem; font: inherit; border: 1px solid #8886; border-radius: .5rem }
small, .hint { opacity: .75 }
[role=alert] { color: #c62828 }
@media (prefers-color-scheme: dark) { [role=alert] { color: #ff8a80 } }`;

/** The sign-in page: choose an account or type one. There is no password; nobody but this machine can see the page. */
export function signInPage(
  state: SignInState,
  sealed: string,
  accounts: readonly { email: string; note: string }[],
  fault = '',
): string {
  const choices = accounts.map(
    ({ email, note }) =>
      `<button name="email" value="${escape(email)}">${escape(email)}<br><small>${escape(note)}</small></button>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in · IAP emulator</title><style>${STYLE}</style></head><body>
<h1>Choose an account</h1>
<p class="hint">to continue to the service <b>${escape(state.service)}</b> at ${escape(state.origin)}</p>
${fault && `<p role="alert">${escape(fault)}</p>`}
<form method="post"><input type="hidden" name="state" value="${escape(sealed)}">
${choices.join('\n')}</form>
<form method="post"><input type="hidden" name="state" value="${escape(sealed)}">
<p><label for="email">Or another account</label>
<input id="email" name="email" type="email" required maxlength="254" placeholder="ada@example.com" autocomplete="off"></p>
<button>Continue</button></form>
</body></html>
`;
}

/** Headers that keep a page to itself: no script, no frame, forms to here and on to the front alone. */
export function pageHeaders(formTarget: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${formTarget}; frame-ancestors 'none'; base-uri 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
}

/** Text as it may stand in HTML, between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
