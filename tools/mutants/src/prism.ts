import { createRequire } from 'node:module';
import { findBenchFile } from '@service-desk/test-kit/bench-packages';
import { freePort } from '@service-desk/test-kit/ports';
import { type Serving, serve } from '@service-desk/test-kit/processes';

const { resolve: find } = createRequire(import.meta.url);

/** Prism as a proxy that holds requests and answers of the provider at `upstream` to the description. */
export async function startPrism(upstream: string): Promise<Serving> {
  const prism = findBenchFile('@stoplight/prism-cli/dist/index.js');
  if (!prism) throw new Error('Prism is not installed: run npm ci --prefix tools/bench');
  const args = [prism, 'proxy', find('@service-desk/spec/openapi.json'), upstream];
  return serve([...args, '--port', String(await freePort())], {}, /Prism is listening on (http:\S+)/);
}

/** What Prism found wrong with a call, from the header that it adds to the answer. */
export function violationsOf({ headers }: Response): string[] {
  const found = JSON.parse(headers.get('sl-violations') ?? '[]') as Violation[];
  return found
    .filter(({ severity }) => severity === 'Error' || severity === 'Warning')
    .map(({ location, message }) => `${location.join('.')}: ${message}`);
}

interface Violation {
  location: string[];
  severity: string;
  message: string;
}
