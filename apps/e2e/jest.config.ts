import { preset } from '../../jest.config.ts';

// Whole processes and a browser start here; a busy machine may take its time.
export default { ...preset('e2e'), testTimeout: 60_000 };
