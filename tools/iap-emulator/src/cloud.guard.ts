/** Set where Google runs code, or where code runs for others. */
const CLOUD_MARKS: readonly (readonly [name: string, value?: string])[] = [
  ['GAE_ENV'],
  ['K_SERVICE'],
  ['NODE_ENV', 'production'],
];

/** The emulator signs for anybody: it belongs on a laptop alone. */
export class CloudError extends Error {
  readonly code = 'ERR_CLOUD';

  constructor(mark: string) {
    super(`The emulator does not start where ${mark} is set: it lets people in without a password.`);
    this.name = 'CloudError';
  }
}

/** @throws {CloudError} in a cloud or in production */
export function assertLaptop(env: NodeJS.ProcessEnv): void {
  for (const [name, value] of CLOUD_MARKS) {
    const actual = env[name];
    if (actual && (value === undefined || actual === value))
      throw new CloudError(value ? `${name}=${value}` : name);
  }
}
