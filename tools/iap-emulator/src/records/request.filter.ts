import type { RequestRecord } from './request.record.ts';

/** What records are picked by: every field that is given must be the same. */
export type RequestFilter = Partial<
  Pick<RequestRecord, 'at' | 'service' | 'method' | 'path' | 'status' | 'decision' | 'caller'>
>;

/** The fields of a filter, for those who read one. */
export const FILTER_FIELDS = ['at', 'service', 'method', 'path', 'status', 'decision', 'caller'] as const;

export function matches(record: RequestRecord, filter: RequestFilter): boolean {
  return FILTER_FIELDS.every((field) => filter[field] === undefined || record[field] === filter[field]);
}
