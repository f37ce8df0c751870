import type { NestApplicationOptions } from '@nestjs/common';

/** Nest says nothing: its start-up lines are no part of what is measured. */
export const SILENT: Pick<NestApplicationOptions, 'logger'> = { logger: false };
