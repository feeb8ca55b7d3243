import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

type Values = Record<string, unknown>;

/** How the server is started, and what the client of the SDK is. */
interface Settings {
  url: string;
  token: string;
  args?: string[];
  /** `auto` speaks the protocol of 2026 if the server does, `legacy` that of 2025. */
  mode?: 'auto' | 'legacy';
}

/** The SDK's client, connected to the server as a process. */
export interface Connection extends AsyncDisposable {
  client: Client;
  /** What the process has written to its standard error. */
  log(): string;
  /** Calls a tool, and returns its structured result. An error of the tool is thrown with its text. */
  use<Result = Values>(tool: string, values?: Values): Promise<Result>;
  /** The text of the error that a tool returns. */
  errorOf(tool: string, values?: Values): Promise<string>;
}

const main = path.resolve(import.meta.dirname, '../main.ts');

/** Starts the server as a host does, and connects to it. */
export async function connect({ url, token, args = [], mode = 'legacy' }: Settings): Promise<Connection> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=@service-desk/source', main, ...args],
    env: { SERVICE_DESK_URL: url, SERVICE_DESK_TOKEN: token },
    stderr: 'pipe',
  });
  let log = '';
  transport.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  const client = new Client({ name: 'tasks', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(transport);

  async function call(name: string, values: Values = {}) {
    const { content, structuredContent, isError } = await client.callTool({ name, arguments: values });
    const [first] = content;
    const text = first?.type === 'text' ? first.text : '';
    return { text, structuredContent, isError };
  }
  return {
    client,
    log: () => log,
    async use<Result>(name: string, values?: Values) {
      const { text, structuredContent, isError } = await call(name, values);
      if (isError) throw new Error(text);
      // Hosts pass on either of the two.
      if (text !== JSON.stringify(structuredContent)) throw new Error(`the text differs: ${text}`);
      return structuredContent as Result;
    },
    async errorOf(name, values) {
      const { text, isError } = await call(name, values);
      if (!isError) throw new Error(`${name} succeeded: ${text}`);
      return text;
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}
