import { preset } from '../../../jest.config.ts';

/**
 * The unit tests beside the code notice most mutants within a second. Only what they let through meets all tests, the
 * oracles and the packed library among them.
 */
const UNIT_TESTS = ['<rootDir>/src/**/*.spec.ts'];

const jest = preset('iap');

export default {
  ...jest,
  rootDir: '..',
  testMatch: process.env.IAP_MUTATION_TESTS === 'all' ? jest.testMatch : UNIT_TESTS,
};
