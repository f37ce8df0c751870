import { looksSecret } from './secrets.ts';

describe('looksSecret', () => {
  it.each([
    ['SECRET', 'x'],
    ['SESSION_SECRET', 'x'],
    ['db_password', 'x'],
    ['GITHUB_TOKEN', 'x'],
    ['MAPS_API_KEY', 'x'],
    ['MAPS_APIKEY', 'x'],
    ['SIGNING_KEY', 'x'],
    ['CONFIG', '-----BEGIN RSA PRIVATE KEY-----\nMII'],
    ['CONFIG', '{"type":"service_account","private_key":"x"}'],
    ['CONFIG', `AIza${'x'.repeat(35)}`],
    ['CONFIG', 'GOCSPX-abc'],
    ['CONFIG', 'ya29.abc'],
    ['CONFIG', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.abc'],
    ['CONFIG', 'ghp_abc'],
    ['CONFIG', 'AKIAABCDEFGHIJKLMNOP'],
    ['CONFIG', 'postgres://app:hunter2@db/quotes'],
  ])('sees %s=%s', (name, value) => {
    expect(looksSecret(name, value)).toBe(true);
  });

  it.each([
    ['CURRENCY', 'EUR'],
    ['TOKEN_TTL', '3600'],
    ['SECRET_NAME', 'projects/1/secrets/db'],
    ['PUBLIC_KEY', 'abc'],
    ['KEYBOARD', 'qwerty'],
    ['API_TARGET_AUDIENCE', '1-a.apps.googleusercontent.com'],
    ['DB_URL', 'postgres://app@db/quotes'],
    ['SHOP_URL', 'https://shop.example:8443/a@b'],
  ])('passes %s=%s', (name, value) => {
    expect(looksSecret(name, value)).toBe(false);
  });
});
