import { preset } from '../../jest.config.ts';

// gcloud takes a second for each call, and a busy machine its time.
export default { ...preset('iap-emulator'), testTimeout: 120_000 };
