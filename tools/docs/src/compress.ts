import { globSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Smaller files gain nothing. */
const LEAST = 1024;

/**
 * Lays a `.gz` and a `.br` beside each text of a folder, for a server that sends what a browser takes.
 *
 * @param quality of brotli, up to 11, which makes 7 % less than 9 and takes ten times as long
 */
export async function compressTexts(folder: string, quality = 9): Promise<void> {
  const files = globSync('**/*.{html,js,css,json,yaml,txt,md}', { cwd: folder });
  await Promise.all(files.map((file) => compress(path.join(folder, file), quality)));
}

async function compress(file: string, quality: number): Promise<void> {
  if ((await stat(file)).size < LEAST) return;
  const text = await readFile(file);
  const brotli = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  await Promise.all([
    promisify(gzip)(text, { level: 9 }).then((packed) => writeFile(`${file}.gz`, packed)),
    promisify(brotliCompress)(text, { params: brotli }).then((packed) => writeFile(`${file}.br`, packed)),
  ]);
}
