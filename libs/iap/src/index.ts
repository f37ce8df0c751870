export * from './iap.constants.ts';
export * from './iap.errors.ts';
