import { isAxiosError } from 'axios';
import { IapError } from 'nestjs-iap';
import { IapRefusedError } from 'nestjs-iap/client';
import { TimeoutError } from 'rxjs';

/** Why a call of api gave nothing that a visitor could use. */
export interface ApiFailure {
  /** What the visitor is answered with. */
  readonly status: 502 | 503 | 504;
  /** For the log, stable. */
  readonly code: string;
  /** For the log: what happened and what mends it. */
  readonly mending: string;
}

/** Plain words for a visitor, who can mend none of it. */
export const VISITOR_SENTENCE: Record<ApiFailure['status'], string> = {
  502: 'Our pricing service cannot be reached right now. Please try again in a few minutes.',
  503: 'Our pricing service cannot answer right now. Please try again in a minute.',
  504: 'Our pricing service took too long to answer. Please try again.',
};

/** What an error of the call means. Takes over codes and IAP's own sentences only: other errors can quote a request. */
export function failureOf(error: unknown): ApiFailure {
  if (error instanceof TimeoutError) {
    return {
      status: 504,
      code: 'API_TIMEOUT',
      mending: 'api did not answer in API_TIMEOUT_MS; look at its log.',
    };
  }
  if (error instanceof IapError) {
    const busy = error instanceof IapRefusedError && error.reason === 'quota';
    return { status: busy ? 503 : 502, code: error.code, mending: error.message };
  }
  if (isAxiosError(error)) {
    const code = error.code ?? 'ERR_NETWORK';
    return {
      status: 502,
      code,
      mending: 'api cannot be reached; does it run, and is API_URL its address behind IAP?',
    };
  }
  throw error;
}

/** What an answer of api means that is neither what was asked for nor a word on what the visitor sent. */
export function failureOfStatus(status: number): ApiFailure {
  const code = `API_${status}`;
  switch (status) {
    case 401:
    case 403:
      return {
        status: 502,
        code,
        mending: 'api does not let web in; compare IAP_AUDIENCE and IAP_ALLOWED_CALLERS of api.',
      };
    case 429:
    case 503:
      return {
        status: 503,
        code,
        mending: 'api, or what runs it, cannot take the call now; does it run? Look at its log.',
      };
    case 504:
      return { status: 504, code, mending: 'api was slow itself; look at its log.' };
    case 500:
      return { status: 502, code, mending: 'api failed; its log has the error, in the same trace.' };
    default:
      return {
        status: 502,
        code,
        mending: 'api answered what web does not understand; is API_URL its address?',
      };
  }
}
