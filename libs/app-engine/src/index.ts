export { createService } from './create-service.ts';
export { listen } from './listen.ts';
export { runService, type Service } from './run-service.ts';
export { ServiceConfig } from './service.config.ts';
export { StartFault } from './start.fault.ts';
export { validateConfig } from './validate-config.ts';
export type { FieldFault } from './body.validation.ts';
export { currentTrace } from './logging/trace.storage.ts';
export { traceparentOf, type Trace } from './logging/trace.ts';
