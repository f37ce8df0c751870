import { preset } from '../../jest.config.ts';

export default preset('iap-emulator');
