import { preset } from '../../jest.config.ts';

export default preset('app-engine');
