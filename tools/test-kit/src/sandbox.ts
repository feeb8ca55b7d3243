import path from 'node:path';
import { serve } from './processes.ts';

/** A request that the sandbox got, as far as tests look at it. */
export interface SandboxRequest {
  method: string;
  operationId: string | null;
  fault: string | null;
}

/** A `service-desk sandbox`, and what can be had of it by HTTP. */
export interface PublicSandbox extends AsyncDisposable {
  baseUrl: string;
  reset(): Promise<void>;
  /** Has the next call of an operation meet a fault, or as many as `times`. */
  fault(fault: { fault: string; operation: string; [option: string]: unknown }): Promise<void>;
  /** Moves its clock, back when negative. */
  advance(seconds: number): Promise<void>;
  /** The calls that it got since it was reset, without the questions of browsers whether they may. */
  calls(): Promise<SandboxRequest[]>;
}

/** By path, as in `processes.ts`: packages that start the sandbox declare the server themselves. */
const program = path.resolve(import.meta.dirname, '../../../apps/server/src/cli/main.ts');

/** Starts `service-desk sandbox` as its users do, for scripts of pages from `origin` as well. */
export async function startPublicSandbox(origin?: string): Promise<PublicSandbox> {
  const flags = origin ? ['--cors-origins', origin] : [];
  const args = ['--conditions=@service-desk/source', program, 'sandbox', ...flags];
  const serving = await serve(args, {}, /^{"url":"([^"]+)"/);

  async function control(method: string, address: string, orders?: unknown): Promise<unknown> {
    const body = orders === undefined ? {} : { body: JSON.stringify(orders) };
    const answer = await fetch(`${serving.url}/_sandbox/${address}`, { method, ...body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  return {
    baseUrl: `${serving.url}/v1`,
    async reset() {
      await control('POST', 'reset');
    },
    async fault(fault) {
      await control('POST', 'faults', fault);
    },
    async advance(seconds) {
      await control('PUT', 'clock', { advance: seconds });
    },
    async calls() {
      const requests = (await control('GET', 'requests')) as SandboxRequest[];
      return requests.filter(({ operationId }) => operationId !== null);
    },
    [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose](),
  };
}
