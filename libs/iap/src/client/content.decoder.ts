import { Transform } from 'node:stream';
import zlib from 'node:zlib';

import type { AxiosHeaders, InternalAxiosRequestConfig } from 'axios';

const HEADER = 'content-encoding';
const FLUSH = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
const BROTLI = {
  flush: zlib.constants.BROTLI_OPERATION_FLUSH,
  finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
};
const ZSTD = { flush: zlib.constants.ZSTD_e_flush, finishFlush: zlib.constants.ZSTD_e_flush };
/** First byte of a zlib stream with a header, and the header that a stream without one is given. */
const ZLIB = { first: 0x78, header: Buffer.from([0x78, 0x9c]) };

/**
 * The decoder for the body of an answer, and its headers as they are for the content; nothing if the body is the content.
 *
 * @param isEmpty whether the answer has no body, whatever its headers say
 */
export function takeDecoder(headers: AxiosHeaders, isEmpty: boolean): Transform | undefined {
  const encoding: unknown = headers[HEADER];
  if (typeof encoding !== 'string') return undefined;
  const decoder = isEmpty ? undefined : contentDecoder(encoding);
  if (isEmpty || decoder) Reflect.deleteProperty(headers, HEADER);
  return decoder;
}

/** The content of an answer as `responseType` and `responseEncoding` want it. */
export function contentOf(
  chunks: readonly Buffer[],
  { responseType, responseEncoding = 'utf8' }: InternalAxiosRequestConfig,
): string | Buffer {
  const [only = Buffer.alloc(0)] = chunks;
  const bytes = chunks.length > 1 ? Buffer.concat(chunks) : only;
  if (responseType === 'arraybuffer') return bytes;
  const text = bytes.toString(responseEncoding as BufferEncoding);
  return responseEncoding === 'utf8' && text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The encodings and the leniency of Axios. */
function contentDecoder(encoding: string): Transform | undefined {
  switch (encoding.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'compress':
    case 'x-compress':
      return zlib.createUnzip(FLUSH);
    case 'deflate':
      return withZlibHeader(zlib.createUnzip(FLUSH));
    case 'br':
      return zlib.createBrotliDecompress(BROTLI);
    case 'zstd':
      return zlib.createZstdDecompress(ZSTD);
    default:
      return undefined;
  }
}

/** Some servers send raw deflate under the name of zlib. */
function withZlibHeader(unzip: Transform): Transform {
  const write = unzip.write.bind(unzip) as (chunk: Uint8Array) => boolean;
  let begun = false;
  unzip.write = (chunk: Uint8Array) => {
    if (!begun && chunk.length > 0) {
      begun = true;
      if (chunk[0] !== ZLIB.first) write(ZLIB.header);
    }
    return write(chunk);
  };
  return unzip;
}
