import { nodeError } from './axios.failures.ts';

/** The connection ended where an answer was still expected. */
const CUT_OFF = new Set(['UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE']);

/** Codes of Node's for what the parser (llhttp, which both share) objects to. undici tells the reason only. */
const PARSER_CODES: readonly (readonly [RegExp, string])[] = [
  [/^Expected HTTP/, 'HPE_INVALID_CONSTANT'],
  [/status/i, 'HPE_INVALID_STATUS'],
  [/version/i, 'HPE_INVALID_VERSION'],
  [/content-length/i, 'HPE_INVALID_CONTENT_LENGTH'],
  [/transfer-encoding/i, 'HPE_INVALID_TRANSFER_ENCODING'],
  [/chunk/i, 'HPE_INVALID_CHUNK_SIZE'],
  [/\bLF\b/, 'HPE_LF_EXPECTED'],
  [/\bCR\b/, 'HPE_CR_EXPECTED'],
  [/header/i, 'HPE_INVALID_HEADER_TOKEN'],
];

/**
 * What undici says went wrong in the words of Node's own client, which is what users of Axios look for. Of undici's
 * parser errors nothing but the reason is taken over: they quote what the connection carried.
 *
 * @param begun whether the answer had begun
 */
export function nodeErrorOf(error: Error, begun: boolean): Error {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (CUT_OFF.has(code)) return nodeError('socket hang up', 'ECONNRESET');
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return nodeError('connect ETIMEDOUT', 'ETIMEDOUT');
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return nodeError('Parse Error: Header overflow', 'HPE_HEADER_OVERFLOW');
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return begun
      ? nodeError('socket hang up', 'ECONNRESET')
      : nodeError('Parse Error: Ambiguous Content-Length', 'HPE_UNEXPECTED_CONTENT_LENGTH');
  }
  return error.name === 'HTTPParserError' ? parseError(error.message) : error;
}

function parseError(message: string): Error {
  const reason = /\((.*)\)/.exec(message)?.[1] ?? 'Invalid response';
  const code = PARSER_CODES.find(([pattern]) => pattern.test(reason))?.[1] ?? 'HPE_STRICT';
  return nodeError(`Parse Error: ${reason}`, code);
}

/** Whether the connection ended, and not what it carried was wrong. */
export function isReset(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNRESET';
}
