import { readFileSync } from 'node:fs';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createServiceDesk } from '@service-desk/client';
import { type Options, readOptions, USAGE } from './options.ts';
import { createMcpServer } from './server.ts';
import { cut } from './trim.ts';

/** Hosts give up on a call after a minute, so that a call with its retry has to end before. */
const TIMEOUT = 20_000;
const RETRIES = 1;
const LONGEST_WAIT = 10;
/** How much of a refused message's error is logged, in characters. */
const SHOWN = 200;

const manifest = new URL('../package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

/** Standard output is for the protocol alone. */
function log(text: string): void {
  process.stderr.write(`service-desk-mcp: ${text}\n`);
}

/** Only a fault of this server has a place in its code. */
function logFault(error: unknown): void {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** A message that cannot be read: the error lists all that it might have been. */
function logMessage({ name, message }: Error): void {
  log(`a message was refused, ${name}: ${cut(message.replaceAll(/\s+/g, ' '), SHOWN)}`);
}

function serve({ url, token, write }: Options): void {
  const desk = createServiceDesk({
    baseUrl: url,
    token,
    timeout: TIMEOUT,
    retries: RETRIES,
    longestWait: LONGEST_WAIT,
    headers: { 'User-Agent': `service-desk-mcp/${version}` },
  });
  serveStdio(() => createMcpServer({ desk, token, write, version, onError: logFault }), {
    onerror: logMessage,
  });
  log(`${version} serves ${url}, ${write ? 'with write access' : 'read-only'}`);
}

/** Prints a text to a reader that may close the output early, as `head` does. The SDK handles that while it serves. */
function print(text: string): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(text);
}

try {
  const command = readOptions(process.argv.slice(2), process.env);
  if (command === 'help') print(USAGE);
  else if (command === 'version') print(`${version}\n`);
  else serve(command);
} catch (error) {
  log((error as Error).message);
  process.exitCode = 2;
}
