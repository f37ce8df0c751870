import { preset } from '../../jest.config.ts';

export default preset('e2e');
