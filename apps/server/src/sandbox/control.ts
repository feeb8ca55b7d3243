import type { FastifyInstance } from 'fastify';
import { writeJson } from '../json.ts';
import type { SandboxClock, Span } from './clock.ts';
import { FaultError, type FaultName, type FaultQueue, type WaitingOptions } from './faults.ts';
import type { Making } from './made-world.ts';
import type { SandboxMail } from './mails.ts';
import type { RequestLog } from './requests.ts';
import type { Tokens, WorldName } from './worlds.ts';

/** Where a sandbox is controlled by HTTP, for tests in other languages than ours. */
export const CONTROL = '/_sandbox';

interface Controlled {
  world: WorldName;
  tokens: Tokens;
  clock: SandboxClock;
  faults: FaultQueue;
  log: RequestLog;
  mails(): Promise<SandboxMail[]>;
  make(makings: Making[]): Promise<object[]>;
  reset(): Promise<void>;
}

/** What a clock is told, one thing at a time or several: it is set before it is moved. */
interface ClockOrders {
  set?: string;
  advance?: Span;
  tick?: number;
  run?: boolean;
}

/** Serves what the handle offers. Everything is JSON; what cannot be understood gets 400 and `{ "error": … }`. */
export function registerControl(
  app: FastifyInstance,
  { world, tokens, clock, faults, log, mails, make, reset }: Controlled,
): void {
  app.register(
    async (control) => {
      // Whatever a client calls it, curl says form, it is JSON.
      control.removeAllContentTypeParsers();
      control.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) =>
        readOrders(body),
      );
      control.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
        const theirs = error instanceof FaultError || error instanceof TypeError || error.statusCode === 400;
        reply.code(theirs ? 400 : (error.statusCode ?? 500)).send({ error: error.message });
      });
      control.setNotFoundHandler((request, reply) =>
        reply.code(404).send({ error: `there is no ${request.method} ${request.url}` }),
      );
      control.get('/', () => ({ world, tokens, clock: clock.state() }));
      control.post('/reset', async () => {
        await reset();
        return {};
      });
      control.get('/clock', () => clock.state());
      control.put<{ Body: ClockOrders | null }>('/clock', (request) => {
        const { set, advance, tick, run } = request.body ?? {};
        if (set !== undefined) clock.set(set);
        if (advance !== undefined) clock.advance(advance);
        if (tick !== undefined) clock.tick(tick);
        if (run) clock.run();
        return clock.state();
      });
      control.get('/requests', (_request, reply) =>
        reply.type('application/json').send(writeJson(log.entries)),
      );
      control.delete('/requests', () => {
        log.clear();
        return {};
      });
      control.post<{ Body: { make?: Making[] } | null }>('/world', (request) =>
        make(request.body?.make ?? []),
      );
      control.get('/mails', () => mails());
      control.get('/faults', () => faults.waiting);
      control.post<{ Body: (WaitingOptions & { fault?: FaultName }) | null }>('/faults', (request) => {
        const { fault = '' as FaultName, ...options } = request.body ?? {};
        faults.next(fault, options);
        return faults.waiting;
      });
      control.delete('/faults', () => {
        faults.clear();
        return [];
      });
    },
    { prefix: CONTROL },
  );
}

/** @throws TypeError when it is no JSON object */
function readOrders(text: string): unknown {
  if (text.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError('the body is no JSON', { cause });
  }
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw new TypeError('the body is no JSON object');
}
