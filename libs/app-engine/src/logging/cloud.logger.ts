import { ConsoleLogger, type ConsoleLoggerOptions, type LogLevel } from '@nestjs/common';
import { currentTrace } from './trace.storage.ts';

type Fields = Record<string, unknown>;
type PrintOptions = Parameters<ConsoleLogger['printAsJson']>[1];

export interface CloudLoggerOptions extends ConsoleLoggerOptions {
  /** Project that the traces belong to; without it entries carry the bare trace id. */
  readonly projectId?: string;
}

/** Source: Cloud Logging, LogSeverity. */
const SEVERITY: Record<LogLevel, string> = {
  verbose: 'DEBUG',
  debug: 'DEBUG',
  log: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/** Where Nest tells of its own start-up, route by route. */
const CHATTER = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * Nest's ConsoleLogger that writes, in JSON mode, the entries that Cloud Logging reads from a service's output, each in
 * the trace of its request; and readable lines otherwise. Source: Cloud Logging, "Structured logging".
 */
export class CloudLogger extends ConsoleLogger {
  private readonly projectId: string | undefined;

  constructor({ projectId, ...options }: CloudLoggerOptions = {}) {
    super(options);
    this.projectId = projectId;
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (CHATTER.has(String(rest.at(-1)))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  /** What stops a start is Nest's to log only where Nest ends the process; here it rethrows (`abortOnError: false`), and main says it. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === 'ExceptionHandler') this.debug(message, ...rest);
    else super.error(message, ...rest);
  }

  protected override printAsJson(message: unknown, options: PrintOptions): void {
    const entry = {
      // First, so that what the caller adds can never stand for what the logger says.
      ...options.params,
      severity: SEVERITY[options.logLevel],
      time: new Date().toISOString(),
      message: typeof message === 'string' ? message : this.stringifyMessage(message, options.logLevel),
      context: options.context || undefined,
      ...this.traceFields(),
      ...this.errorFields(options),
    };
    process[options.writeStreamType ?? 'stdout'].write(`${this.stringifyJsonLogObject(entry)}\n`);
  }

  /** On a terminal the message of a request's line says it all; `httpRequest` is for Cloud Logging. */
  protected override stringifyParams({ httpRequest: _, ...params }: Fields): string {
    return Object.keys(params).length > 0 ? super.stringifyParams(params) : '';
  }

  private traceFields(): Fields {
    const trace = currentTrace();
    if (!trace) return {};
    return {
      'logging.googleapis.com/trace': this.projectId
        ? `projects/${this.projectId}/traces/${trace.traceId}`
        : trace.traceId,
      'logging.googleapis.com/spanId': trace.spanId,
      'logging.googleapis.com/trace_sampled': trace.sampled,
    };
  }

  /** Source: Error Reporting, "Format errors in logs": it groups entries by the stack in `stack_trace`. */
  private errorFields({ error, errorStack }: PrintOptions): Fields {
    if (!error) return { stack_trace: errorStack };
    const { stack, name: _name, message: _message, ...details } = this.serializeError(error);
    return { stack_trace: stack ?? errorStack, error: Object.keys(details).length > 0 ? details : undefined };
  }
}
