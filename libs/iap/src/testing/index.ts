export * from './iap-stand-in.ts';
export * from './iap-test.issuer.ts';
export * from './iap-test.key-server.ts';
