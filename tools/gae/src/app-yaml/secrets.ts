const NAME =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|TOKEN|(?:API|PRIVATE|SECRET|ACCESS|SIGNING|ENCRYPTION)_?KEY)$/i;

const VALUES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^\s*\{[\s\S]*"private_key"/, // a service account's key file
  /^AIza[\w-]{30,}$/, // Google API key
  /^GOCSPX-/, // Google OAuth client secret
  /^ya29\./, // Google access token
  /^eyJ[\w-]+\.eyJ[\w-]+\./, // JWT
  /^(?:gh[pousr]_|github_pat_|glpat-|xox[abpr]-|sk_live_|AKIA[A-Z\d]{16}$)/,
  /^[a-z][a-z\d+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i, // a URL with a password
];

/** Whether a variable looks like a secret, by its name or by what it holds. */
export function looksSecret(name: string, value: string): boolean {
  return NAME.test(name) || VALUES.some((pattern) => pattern.test(value));
}
