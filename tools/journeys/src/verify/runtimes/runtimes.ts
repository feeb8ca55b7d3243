import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findBenchFile } from '@service-desk/test-kit/bench-packages';
import { launchBrowser } from '@service-desk/test-kit/browser';
import type { CallOutcome, callOnce, RuntimeCall } from './caller.ts';

/** Somewhere the built client runs. */
export interface Runtime extends AsyncDisposable {
  /** Its name and version. */
  version: string;
  /** The origin of the page in which it runs, where it is a browser. */
  origin?: string;
  call(call: RuntimeCall): Promise<CallOutcome>;
}

const { resolve: find } = createRequire(import.meta.url);
const folderOf = (name: string) => path.dirname(find(`${name}/package.json`));

const bun = findBenchFile('bun/bin/bun.exe');

/** The runtimes that the client is for, and how each is started; Bun only if it is installed, as in the nightly tests. */
export const runtimes: Readonly<Record<string, () => Promise<Runtime>>> = {
  Node: () => startProcess('Node', process.execPath),
  ...(bun && { Bun: () => startProcess('Bun', bun) }),
  Chromium: startChromium,
};

/** A process that reads calls from its input. It finds the client as any program does, which is the built one. */
async function startProcess(name: string, program: string): Promise<Runtime> {
  const asked = spawn(program, ['--version'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const version = (await asked.stdout.setEncoding('utf8').toArray()).join('').trim().replace(/^v/, '');
  const child = spawn(program, [path.join(import.meta.dirname, 'worker.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const outcomes = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const gone = once(child, 'exit');
  return {
    version: `${name} ${version}`,
    async call(call) {
      child.stdin.write(`${JSON.stringify(call)}\n`);
      const { value, done } = await outcomes.next();
      if (done) throw new Error(`${name} exited during ${call.operation}`);
      return JSON.parse(value) as CallOutcome;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await gone;
    },
  };
}

/** A page of another origin than the provider's, with the files of the package as they are. */
const PAGE = `<!doctype html>
<title>Calls</title>
<link rel="icon" href="data:,">
<script type="importmap">
  { "imports": { "@service-desk/client": "/client/index.js", "openapi-fetch": "/openapi-fetch.js" } }
</script>
<script type="module">
  import * as client from '@service-desk/client';
  import { callOnce } from '/caller.js';
  globalThis.call = (call) => callOnce(client, call);
</script>
`;

async function startChromium(): Promise<Runtime> {
  const client = path.join(folderOf('@service-desk/client'), 'dist');
  const server = createServer(({ url = '/' }, response) => {
    const [type, text] = url === '/' ? ['text/html', PAGE] : ['text/javascript', scriptAt(url, client)];
    response.writeHead(200, { 'Content-Type': type }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(origin);
  return {
    version: `Chromium ${browser.version()}`,
    origin,
    call: (call) =>
      page.evaluate(
        (sent) =>
          (globalThis as unknown as { call(call: RuntimeCall): ReturnType<typeof callOnce> }).call(sent),
        call,
      ),
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.close();
    },
  };
}

function scriptAt(url: string, client: string): string {
  if (url === '/caller.js')
    return stripTypeScriptTypes(readFileSync(path.join(import.meta.dirname, 'caller.ts'), 'utf8'));
  if (url === '/openapi-fetch.js')
    return readFileSync(createRequire(client).resolve('openapi-fetch/dist/index.mjs'), 'utf8');
  return readFileSync(path.join(client, path.normalize(url.replace('/client', ''))), 'utf8');
}
