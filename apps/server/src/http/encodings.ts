import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import { CallError } from '../calls/faults.ts';

type Decoder = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

const unzipped: Decoder = promisify(gunzip);
const inflated: Decoder = promisify(inflate);
const inflatedRaw: Decoder = promisify(inflateRaw);

/** The decoders by name of the content coding. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', unzipped],
  ['x-gzip', unzipped],
  // Many clients send raw deflate data, without zlib's header, whose first byte has the method 8.
  ['deflate', (bytes, options) => (((bytes[0] ?? 0) & 0x0f) === 8 ? inflated : inflatedRaw)(bytes, options)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Decompresses a body.
 *
 * @param encoding the value of `Content-Encoding`
 * @param maxSize the maximum size of the result in bytes
 * @throws CallError if the encoding is not supported, or there are several
 * @throws Error with the `statusCode` 413 if the result is too large, 400 if the body is invalid
 */
export async function decoded(body: Buffer, encoding: string | undefined, maxSize: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity' || body.length === 0) return body;
  const decode = decoders.get(name);
  if (!decode) {
    throw new CallError(`The request body is in the encoding ${name}; gzip, deflate and br can be read`);
  }
  try {
    return await decode(body, { maxOutputLength: maxSize });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw Object.assign(error as Error, { statusCode: isTooLarge ? 413 : 400 });
  }
}
