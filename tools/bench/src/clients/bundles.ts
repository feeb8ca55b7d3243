import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createClient } from '@hey-api/openapi-ts';
import { type BuildOptions, build } from 'esbuild';

/** The clients of the table; the first is what the others are measured against. */
export const CLIENTS = ['fetch', 'operations', 'raw', 'openapi-fetch', 'hey-api', 'axios', 'ky'] as const;
export type ClientName = (typeof CLIENTS)[number];

/** What stands in a page that has the whole of a client at hand. */
const WHOLE: Partial<Record<ClientName, string>> = {
  operations: "export { createServiceDesk } from '@service-desk/client';",
  'openapi-fetch': "export { default } from 'openapi-fetch';",
  'hey-api': "export * from 'hey-api-sdk/whole';",
  axios: "export { default } from 'axios';",
  ky: "export { default } from 'ky';",
};

/** Generates the SDK of hey-api from a description, ours unless given, into a folder. */
export async function generateHeyApi(
  folder: string,
  input = createRequire(import.meta.url).resolve('@service-desk/spec/openapi.json'),
): Promise<void> {
  await createClient({
    input,
    output: folder,
    plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
    logs: { level: 'silent' },
  });
  await writeFile(
    path.join(folder, 'called.ts'),
    "export { client } from './client.gen';\nexport * as sdk from './sdk.gen';\n",
  );
  await writeFile(
    path.join(folder, 'whole.ts'),
    "export { client } from './client.gen';\nexport * from './sdk.gen';\n",
  );
}

/** Bundles a client and its calls for Node. */
export async function bundleCalls(name: ClientName, heyApi: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    ...shared(heyApi),
    entryPoints: [path.join(import.meta.dirname, `${name}.ts`)],
    platform: 'node',
    // axios asks for Node's modules by require.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile,
  });
  return outfile;
}

/** Bytes of the whole of a client for a browser, minified, and as gzip; undefined for what is no library. */
export async function sizeOf(
  name: ClientName,
  heyApi: string,
): Promise<{ minified: number; gzip: number } | undefined> {
  const contents = WHOLE[name];
  if (contents === undefined) return undefined;
  const { outputFiles } = await build({
    ...shared(heyApi),
    stdin: { contents, resolveDir: import.meta.dirname },
    platform: 'browser',
    minify: true,
    write: false,
  });
  const code = outputFiles?.[0]?.contents ?? new Uint8Array();
  return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
}

function shared(heyApi: string): BuildOptions {
  return {
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['@service-desk/source'],
    alias: {
      'hey-api-sdk/whole': path.join(heyApi, 'whole.ts'),
      'hey-api-sdk': path.join(heyApi, 'called.ts'),
    },
    logLevel: 'error',
  };
}
