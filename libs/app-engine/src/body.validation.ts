import {
  BadRequestException,
  ValidationPipe,
  type ArgumentMetadata,
  type ValidationError,
} from '@nestjs/common';

/** What is wrong with one field of the body, in words that follow its name: `items.0.quantity must be …`. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** As many as somebody reads; a body of nonsense is not answered with a book. */
const MAX_FAULTS = 20;
/** No body here needs half of it. Validation calls itself for each level, and thousands of them would exhaust the stack. */
const MAX_DEPTH = 8;

/** Validates every body against its class; what the class does not name is refused. */
export class BodyValidation extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
      transform: true,
      exceptionFactory: (errors) => badRequest(errors.flatMap((error) => faultsOf(error))),
    });
  }

  /** @throws {BadRequestException} that names the fields at fault */
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && isDeep(value)) {
      throw badRequest([{ field: 'body', message: `must not be nested deeper than ${MAX_DEPTH} levels` }]);
    }
    return super.transform(value, metadata);
  }
}

function badRequest(all: readonly FieldFault[]): BadRequestException {
  const faults = all.slice(0, MAX_FAULTS);
  const message = faults.map((fault) => `${fault.field} ${fault.message}`).join('; ');
  return new BadRequestException({ statusCode: 400, message, faults });
}

function faultsOf({ property, constraints = {}, children = [] }: ValidationError, parent = ''): FieldFault[] {
  const field = `${parent}${property}`;
  const own = Object.entries(constraints).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not known here' : message,
  }));
  return [...own, ...children.flatMap((child) => faultsOf(child, `${field}.`))];
}

function isDeep(body: unknown): boolean {
  let level = [body].filter(isContainer);
  for (let depth = 1; depth <= MAX_DEPTH && level.length > 0; depth++) {
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return level.length > 0;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
