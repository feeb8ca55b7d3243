import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import { CallError } from '../calls/faults.ts';

type Decoder = (bytes: Buffer, options: ZlibOptions) => Promise<Buffer>;

const unzipped: Decoder = promisify(gunzip);
const inflated: Decoder = promisify(inflate);
const inflatedRaw: Decoder = promisify(inflateRaw);

/** By the names that clients give in `Content-Encoding`. */
const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', unzipped],
  ['x-gzip', unzipped],
  // Many clients leave out the header of zlib's format, whose first byte says 8.
  ['deflate', (bytes, options) => (((bytes[0] ?? 0) & 0x0f) === 8 ? inflated : inflatedRaw)(bytes, options)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * The bytes of a body that may be compressed.
 *
 * @param encoding what `Content-Encoding` says of it
 * @param largest bytes that it may hold
 * @throws CallError when the encoding is not known, or there are several
 * @throws Error with the `statusCode` 413 when it holds more, 400 when it cannot be read
 */
export async function decoded(body: Buffer, encoding: string | undefined, largest: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity' || body.length === 0) return body;
  const decode = decoders.get(name);
  if (!decode) {
    throw new CallError(`The request body is in the encoding ${name}; gzip, deflate and br can be read`);
  }
  try {
    return await decode(body, { maxOutputLength: largest });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw Object.assign(error as Error, { statusCode: isTooLarge ? 413 : 400 });
  }
}
