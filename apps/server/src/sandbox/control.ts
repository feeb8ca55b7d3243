import type { FastifyInstance } from 'fastify';
import { demoStates, type ProviderState } from '../generated/states.ts';
import { writeJson } from '../json.ts';
import { FaultError, type FaultName, type FaultQueue, type WaitingOptions } from './fault-injection.ts';
import type { Fixture } from './fixtures.ts';
import type { SandboxMail } from './mails.ts';
import type { RequestLog } from './request-log.ts';
import type { SandboxClock, Span } from './sandbox-clock.ts';
import type { SandboxWebhooks } from './sandbox-webhooks.ts';
import type { Tokens, WorldName } from './worlds.ts';

/** The prefix of the HTTP interface that controls a sandbox, for tests in other languages. */
export const CONTROL = '/_sandbox';

interface ControlledSandbox {
  world: WorldName;
  tokens: Tokens;
  clock: SandboxClock;
  faults: FaultQueue;
  log: RequestLog;
  mails(): Promise<SandboxMail[]>;
  webhooks: SandboxWebhooks;
  create(fixtures: Fixture[]): Promise<object[]>;
  reset(): Promise<void>;
}

/** Changes of the clock, applied in this order. */
interface ClockCommand {
  set?: string;
  advance?: Span;
  tick?: number;
  run?: boolean;
}

/** Serves the interface. All bodies are JSON. Invalid requests get 400 and `{ "error": … }`. */
export function registerControl(
  app: FastifyInstance,
  { world, tokens, clock, faults, log, mails, webhooks, create, reset }: ControlledSandbox,
): void {
  app.register(
    async (control) => {
      // Bodies are JSON whatever their content type: that of curl is a form by default.
      control.removeAllContentTypeParsers();
      control.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) =>
        parseBody(body),
      );
      control.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
        const isClientError =
          error instanceof FaultError || error instanceof TypeError || error.statusCode === 400;
        reply.code(isClientError ? 400 : (error.statusCode ?? 500)).send({ error: error.message });
      });
      control.setNotFoundHandler((request, reply) =>
        reply.code(404).send({ error: `there is no ${request.method} ${request.url}` }),
      );
      control.get('/', () => ({ world, tokens, clock: clock.state() }));
      control.post('/reset', async () => {
        await reset();
        return {};
      });
      control.post<{ Body: { state?: string; action?: string } | null }>(
        '/states',
        async (request, reply) => {
          const { state = '', action } = request.body ?? {};
          if (action === 'teardown') return {};
          // The demo world contains every state, so only its values are returned.
          if (world !== 'demo' || !Object.hasOwn(demoStates, state))
            return reply.code(404).send({ error: `there is no state "${state}" in the ${world} world` });
          await reset();
          return demoStates[state as ProviderState];
        },
      );
      control.get('/clock', () => clock.state());
      control.put<{ Body: ClockCommand | null }>('/clock', (request) => {
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
      control.post<{ Body: { make?: Fixture[] } | null }>('/world', (request) =>
        create(request.body?.make ?? []),
      );
      control.get('/mails', () => mails());
      control.get('/webhooks', async () => ({ secret: webhooks.secret, sent: await webhooks.sent() }));
      control.post<{ Body: { url?: string; events?: string[] } | null }>('/webhooks', async (request) => {
        const { url, events } = request.body ?? {};
        if (url !== undefined && !URL.canParse(url)) throw new TypeError('url is not a URL');
        if (events !== undefined && !isTexts(events)) throw new TypeError('events is not a list of patterns');
        await webhooks.listen(url, { ...(events && { events }) });
        return { secret: webhooks.secret };
      });
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

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** @throws TypeError if the text is not a JSON object */
function parseBody(text: string): unknown {
  if (text.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TypeError('the body is not JSON', { cause });
  }
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw new TypeError('the body is not a JSON object');
}
