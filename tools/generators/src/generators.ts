import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ClientCall, ClientCallInput } from './client-calls.ts';
import type { CallableOperation } from './operations.ts';
import { HERE, runBeside, runCommand } from './run.ts';

/** Where a client is to send its calls, and the description that it was generated from. */
export interface GenerationTarget {
  baseUrl: string;
  token: string;
  /** The file of the flavour. */
  input: string;
}

// A generated module has other exports in each flavour.
// biome-ignore lint/suspicious/noExplicitAny: that it fits is what the calls find out
type Module = any;

/** A generator, and how its output is checked. */
export interface Generator {
  /** How its users name it. */
  name: string;
  /** The package that brings it, unless it is named alike. */
  package?: string;
  language: 'TypeScript' | 'Python' | 'Java' | 'C#' | 'collection';
  /** Writes its output into a folder. Returns the result as a text, if it is not code that is compiled here. */
  generate: (input: string, folder: string) => string | undefined | Promise<string>;
  /** A file, in TypeScript, that exports what is called; relative to the folder. */
  entry?: string;
  /** Makes the calls, with what the entry exports, or with the folder if there is no entry. */
  connect?: (module: Module, target: GenerationTarget) => ClientCall | Promise<ClientCall>;
}

const write = (folder: string, file: string, text: string) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

const basic = (token: string) => `Basic ${btoa(`x:${token}`)}`;

/** All of an input's values in one object; `format` only where a path has it. */
const flat = ({ pathNames }: CallableOperation, { path: inPath, query }: ClientCallInput) => ({
  ...pathOf(pathNames, inPath),
  ...query,
});

const pathOf = (pathNames: readonly string[], values: ClientCallInput['path'] = {}) => ({
  ...(pathNames.includes('format') && { format: 'json' }),
  ...values,
});

/** The values of a path in the order in which the path has them. */
const ordered = ({ pathNames }: CallableOperation, { path: inPath }: ClientCallInput) => {
  const values: Record<string, unknown> = pathOf(pathNames, inPath);
  return pathNames.map((name) => values[name]);
};

/** A function of a module, by the name that the generator makes of an operation's; ng-openapi-gen adds the media type. */
function functionOf(
  module: Module,
  { camel, id }: CallableOperation,
): (...args: unknown[]) => Promise<Module> {
  const names = Object.keys(module);
  const wanted = [camel, id].map((name) => name.toLowerCase().replace(/\W/g, ''));
  const name = names.find((each) =>
    wanted.includes(each.replaceAll('$Json', '').toLowerCase().replace(/[\W_]/g, '')),
  );
  if (name === undefined) throw new Error(`it has no function for ${id}`);
  return module[name];
}

const OPENAPI_GENERATOR = '@openapitools/openapi-generator-cli';

/** Runs the Java program, of which the npm package of this version has the jar; newer ones download it. */
function openapiGenerator(language: string, input: string, folder: string, ...options: string[]): string {
  const jar = path.join(HERE, 'node_modules', OPENAPI_GENERATOR, 'bin/openapi-generator.jar');
  const left = '--global-property=apiTests=false,modelTests=false,apiDocs=false,modelDocs=false';
  runCommand('java', ['-jar', jar, 'generate', '-g', language, '-i', input, '-o', folder, left, ...options]);
  return 'generates';
}

/** How many requests a collection has, and how many of them have a format to fill in. */
function requestsOf(collection: Module, find: (item: Module) => { url: string } | undefined): string {
  const urls: string[] = [];
  const visit = (item: Module): void => {
    const request = find(item);
    if (request) urls.push(request.url);
    for (const part of item.items ?? item.item ?? []) visit(part);
  };
  visit(collection);
  const open = urls.filter((url) => /format/.test(url)).length;
  return `${urls.length} requests${open > 0 ? `, ${open} without a format` : ''}`;
}

export const GENERATORS: readonly Generator[] = [
  {
    name: 'openapi-typescript',
    language: 'TypeScript',
    generate: (input, folder) => {
      runCommand('openapi-typescript', [input, '-o', path.join(folder, 'paths.ts')]);
      write(
        folder,
        'index.ts',
        "import createClient from 'openapi-fetch';\nimport type { paths } from './paths';\n\nexport const connect = (baseUrl: string, headers: Record<string, string>) => createClient<paths>({ baseUrl, headers });\n",
      );
    },
    entry: 'index.ts',
    connect: ({ connect }, { baseUrl, token }) => {
      const client = connect(baseUrl, { authorization: basic(token) });
      return async ({ method, path: address, pathNames }, { path: inPath, query, body }) => {
        // Its serializer is not called for a path without parameters, and `{format}` would be sent as it is.
        const params = { path: pathOf(pathNames, inPath), query };
        const { data, error } = await client[method.toUpperCase()](address, { params, body });
        return data ?? error;
      };
    },
  },
  {
    name: '@hey-api/openapi-ts',
    language: 'TypeScript',
    generate: (input, folder) => {
      runCommand('openapi-ts', ['-i', input, '-o', folder, '-c', '@hey-api/client-fetch', '--silent']);
      write(
        folder,
        'entry.ts',
        "export { client } from './client.gen';\nexport * as sdk from './sdk.gen';\n",
      );
    },
    entry: 'entry.ts',
    connect: ({ client, sdk }, { baseUrl, token }) => {
      client.setConfig({ baseUrl, auth: () => `x:${token}` });
      return async (operation, { path: inPath, query, body }) => {
        const values = { path: pathOf(operation.pathNames, inPath), query, body };
        const { data, error } = await functionOf(sdk, operation)(values);
        return data ?? error;
      };
    },
  },
  {
    name: 'orval',
    language: 'TypeScript',
    generate: (input, folder) => {
      const output = {
        mode: 'single',
        target: path.join(folder, 'client.ts'),
        client: 'fetch',
        baseUrl: '/orval',
      };
      write(folder, 'orval.config.mjs', `export default ${JSON.stringify({ desk: { input, output } })};\n`);
      runCommand('orval', ['--config', path.join(folder, 'orval.config.mjs')]);
    },
    entry: 'client.ts',
    connect: (module, { baseUrl, token }) => {
      const { fetch } = globalThis;
      // It writes the address into each function.
      const redirected: typeof fetch = (url, init) => fetch(String(url).replace(/^\/orval/, baseUrl), init);
      return async (operation, input) => {
        globalThis.fetch = redirected;
        try {
          const named = {
            ...camelKeys(pathOf(operation.pathNames, input.path)),
            params: input.query,
            options: { headers: { authorization: basic(token) } },
          };
          const call = functionOf(module, operation);
          const { data } = await call(
            ...parametersOf(call).map((name) => (name in named ? named[name as never] : input.body)),
          );
          return data;
        } finally {
          globalThis.fetch = fetch;
        }
      };
    },
  },
  {
    name: 'openapi-typescript-codegen',
    language: 'TypeScript',
    generate: (input, folder) => {
      runCommand('openapi', ['-i', input, '-o', folder, '--useOptions', '--useUnionTypes', '-c', 'fetch']);
    },
    entry: 'index.ts',
    connect: (module, { baseUrl, token }) => {
      Object.assign(module.OpenAPI, { BASE: baseUrl, USERNAME: 'x', PASSWORD: token });
      const services = Object.entries<Module>(module).filter(([name]) => name.endsWith('Service'));
      return (operation, input) => {
        const service = services.find(([, each]) => typeof each[operation.camel] === 'function')?.[1];
        if (!service) throw new Error(`it has no function for ${operation.id}`);
        return service[operation.camel]({ ...camelKeys(flat(operation, input)), requestBody: input.body });
      };
    },
  },
  {
    name: 'swagger-typescript-api',
    language: 'TypeScript',
    generate: (input, folder) => {
      runCommand('swagger-typescript-api', [
        'generate',
        '-p',
        input,
        '-o',
        folder,
        '-n',
        'api.ts',
        '--silent',
      ]);
    },
    entry: 'api.ts',
    connect: ({ Api }, { baseUrl, token }) => {
      const api = new Api({
        baseUrl,
        baseApiParams: { headers: { authorization: basic(token) }, format: 'json' },
      });
      const groups = Object.values<Module>(api).filter((part) => typeof part === 'object' && part !== null);
      return async (operation, input) => {
        const wanted = groups.find((group) => Object.keys(group).some((name) => isNamed(name, operation)));
        if (!wanted) throw new Error(`it has no function for ${operation.id}`);
        const args = [
          ...ordered(operation, input),
          ...(input.query ? [input.query] : []),
          ...(input.body ? [input.body] : []),
        ];
        const { data, error } = await functionOf(wanted, operation).call(wanted, ...args);
        return data ?? error;
      };
    },
  },
  {
    name: 'oazapfts',
    language: 'TypeScript',
    generate: (input, folder) => {
      mkdirSync(folder, { recursive: true });
      runCommand('oazapfts', ['--argumentStyle=object', input, path.join(folder, 'client.ts')]);
    },
    entry: 'client.ts',
    connect: (module, { baseUrl, token }) => {
      Object.assign(module.defaults, { baseUrl, headers: { authorization: basic(token) } });
      return async (operation, input) => {
        const body = input.body && bodyNames(operation, input.body);
        const names = camelKeys(flat(operation, input));
        const { data } = await functionOf(module, operation)({ ...names, ...body });
        return data;
      };
    },
  },
  {
    name: 'openapi-zod-client',
    language: 'TypeScript',
    generate: (input, folder) => {
      mkdirSync(folder, { recursive: true });
      runCommand('openapi-zod-client', [input, '-o', path.join(folder, 'client.ts')]);
    },
    entry: 'client.ts',
    connect: ({ createApiClient }, { baseUrl, token }) => {
      const api = createApiClient(baseUrl);
      const headers = { authorization: basic(token) };
      return async (operation, { path: inPath, query, body }) => {
        const options = { params: pathOf(operation.pathNames, inPath), queries: query ?? {}, headers };
        return functionOf(api, operation).call(api, ...(operation.method === 'get' ? [] : [body]), options);
      };
    },
  },
  {
    name: 'typed-openapi',
    language: 'TypeScript',
    generate: (input, folder) => {
      mkdirSync(folder, { recursive: true });
      // It reads an absolute path as a relative one.
      runCommand('typed-openapi', [input, '-o', 'client.ts'], folder);
    },
    entry: 'client.ts',
    connect: ({ createApiClient }, { baseUrl, token }) => {
      const fetcher = { fetch: (options: FetcherInput) => fetchTyped(options, token) };
      const api = createApiClient(fetcher, baseUrl);
      return async ({ method, path: address, pathNames }, { path: inPath, query, body }) =>
        api[method](address, { path: pathOf(pathNames, inPath), query, body });
    },
  },
  {
    name: '@rtk-query/codegen-openapi',
    language: 'TypeScript',
    generate: (input, folder) => {
      write(
        folder,
        'base.ts',
        // Not `headers`, which a call with a header parameter would replace.
        "import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query';\n\nconst connection = { baseUrl: '', authorization: '' };\nexport const connectTo = (to: typeof connection) => Object.assign(connection, to);\nexport const api = createApi({\n  endpoints: () => ({}),\n  baseQuery: (args, store, extra) =>\n    fetchBaseQuery({\n      baseUrl: connection.baseUrl,\n      prepareHeaders: (headers) => headers.set('authorization', connection.authorization),\n    })(args, store, extra),\n});\n",
      );
      const settings = {
        schemaFile: input,
        apiFile: './base.ts',
        apiImport: 'api',
        outputFile: './client.ts',
        exportName: 'desk',
      };
      write(folder, 'config.json', JSON.stringify(settings));
      runCommand('rtk-query-codegen-openapi', [path.join(folder, 'config.json')]);
      write(
        folder,
        'entry.ts',
        "import { configureStore } from '@reduxjs/toolkit';\nimport { api, connectTo } from './base';\nimport { desk } from './client';\n\nexport { connectTo, desk };\nexport const store = configureStore({\n  reducer: { [api.reducerPath]: api.reducer },\n  middleware: (all) => all().concat(api.middleware),\n});\n",
      );
    },
    entry: 'entry.ts',
    connect: ({ connectTo, desk, store }, { baseUrl, token }) => {
      connectTo({ baseUrl, authorization: basic(token) });
      return async (operation, input) => {
        const names = Object.keys(desk.endpoints);
        // It names an operation by its path if it cannot use its id.
        const isOfPath = (each: string) => wordsOf(each) === wordsOf(`${operation.method} ${operation.path}`);
        const name = names.find((each) => isNamed(each, operation)) ?? names.find(isOfPath);
        if (name === undefined) throw new Error(`it has no endpoint for ${operation.id}`);
        const body = input.body && bodyNames(operation, input.body);
        const inputs = camelKeys(flat(operation, input));
        const started = store.dispatch(desk.endpoints[name].initiate({ ...inputs, ...body }));
        const { data, error } = await started;
        started.unsubscribe?.();
        return data ?? error?.data ?? error;
      };
    },
  },
  {
    name: 'ng-openapi-gen',
    language: 'TypeScript',
    generate: (input, folder) => {
      runCommand('ng-openapi-gen', ['-i', input, '-o', folder]);
      write(
        folder,
        'entry.ts',
        "import '@angular/compiler';\n\nexport { HttpClient } from '@angular/common/http';\nexport { HttpResponse } from '@angular/common/http';\nexport { firstValueFrom, from } from 'rxjs';\nexport * as functions from './functions';\n",
      );
    },
    entry: 'entry.ts',
    connect: ({ HttpClient, HttpResponse, firstValueFrom, from, functions }, { baseUrl, token }) => {
      const handle = async ({
        urlWithParams,
        method,
        body,
      }: {
        urlWithParams: string;
        method: string;
        body: unknown;
      }) => {
        const headers = { authorization: basic(token), 'content-type': 'application/json' };
        const response = await fetch(urlWithParams, {
          method,
          headers,
          ...(body !== null && { body: JSON.stringify(body) }),
        });
        return new HttpResponse({ body: await response.json(), status: response.status });
      };
      const http = new HttpClient({ handle: (request: never) => from(handle(request)) });
      return async (operation, input) => {
        const values = { ...flat(operation, input), body: input.body };
        const { body } = await firstValueFrom(
          functionOf(functions, operation)(http as never, baseUrl as never, values),
        );
        return body;
      };
    },
  },
  {
    name: 'openapi-generator, python',
    package: OPENAPI_GENERATOR,
    language: 'Python',
    generate: (input, folder) => {
      openapiGenerator('python', input, folder);
    },
    connect: (folder, { baseUrl, token }) => {
      const script = path.join(import.meta.dirname, 'call.py');
      return async ({ camel, pathNames }, input) => {
        const name = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        const call = { folder, baseUrl, token, name, ...input, path: pathOf(pathNames, input.path) };
        return JSON.parse(await runBeside('python3', [script, JSON.stringify(call)]));
      };
    },
  },
  {
    name: 'openapi-generator, java',
    package: OPENAPI_GENERATOR,
    language: 'Java',
    generate: async (input, folder) => openapiGenerator('java', input, folder, '--library', 'native'),
  },
  {
    name: 'openapi-generator, csharp-netcore',
    package: OPENAPI_GENERATOR,
    language: 'C#',
    generate: async (input, folder) => openapiGenerator('csharp-netcore', input, folder),
  },
  {
    name: 'openapi-to-postmanv2',
    language: 'collection',
    generate: async (input) => {
      const data = readFileSync(input, 'utf8');
      const { default: postman } = (await import('openapi-to-postmanv2')) as Module;
      const { output } = await new Promise<Module>((resolve, reject) => {
        postman.convertV2({ type: 'string', data }, {}, (error: unknown, result: Module) =>
          error || !result.result ? reject(new Error(String(error ?? result.reason))) : resolve(result),
        );
      });
      return requestsOf(output[0].data, ({ request }) => request && { url: request.url.path.join('/') });
    },
  },
  {
    name: '@usebruno/converters',
    language: 'collection',
    generate: async (input) => {
      const { openApiToBruno } = createRequire(import.meta.url)('@usebruno/converters') as Module;
      const collection = await openApiToBruno(JSON.parse(readFileSync(input, 'utf8')));
      return requestsOf(collection, ({ type, request }) => (type === 'http-request' ? request : undefined));
    },
  },
];

/** The names of a function's parameters, which those of generated functions show in their source. */
function parametersOf(call: unknown): string[] {
  const [, list = ''] = /\(([^)]*)\)/.exec(String(call)) ?? [];
  return list
    .split(',')
    .map((part) => part.split('=')[0]?.trim() ?? '')
    .filter(Boolean);
}

interface FetcherInput {
  method: string;
  url: URL;
  urlSearchParams?: URLSearchParams;
  parameters?: { body?: unknown };
}

async function fetchTyped(
  { method, url, urlSearchParams, parameters }: FetcherInput,
  token: string,
): Promise<Response> {
  if (urlSearchParams) url.search = urlSearchParams.toString();
  const body = parameters?.body;
  return fetch(url, {
    method: method.toUpperCase(),
    headers: { authorization: basic(token), 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

function isNamed(name: string, { camel }: CallableOperation): boolean {
  return name.replace(/\W/g, '').toLowerCase() === camel.toLowerCase();
}

/** The words of a name or of a path, sorted. */
function wordsOf(text: string): string {
  const words = text.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).match(/[a-z]+/g) ?? [];
  return words
    .filter((word) => word !== 'by' && word !== 'and')
    .toSorted()
    .join(' ');
}

/** `incident_id` as `incidentId`, for generators that rename parameters. */
function camelKeys(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** A body under the name of its schema, as generators name an argument by its type. */
function bodyNames({ camel }: CallableOperation, body: object): Record<string, unknown> {
  const [wrapper = ''] = Object.keys(body);
  const action = camel.endsWith('Create') ? 'Create' : 'Update';
  return { [`${wrapper}${action}Body`]: body, [`${wrapper}Body`]: body, body };
}
