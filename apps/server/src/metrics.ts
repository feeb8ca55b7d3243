import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Outcome } from './delivery/worker.ts';
import type { Batch } from './store/store.ts';
import { withTimeout } from './timeout.ts';

/** The metrics of the provider, for Prometheus. */
export interface Metrics {
  /** For further metrics. */
  registry: Registry;
  /** Counts the requests of an app. */
  watch(app: FastifyInstance): void;
  /** Counts a batch of changes. */
  countBatch(batch: Batch): void;
  /** Counts an attempt to send a mail, by its outcome. */
  countMail(outcome: Outcome): void;
  /** Counts an attempt to deliver an event to a webhook, by its outcome. */
  countWebhook(outcome: Outcome): void;
  /** Counts a log line that could not be written. */
  countDroppedLine(): void;
  /** Sets how unsent mails are counted when the metrics are read. */
  gaugeMail(count: CountUnsent): void;
  /** Sets how the events that webhooks have not received are counted. */
  gaugeWebhooks(count: CountUnsent): void;
}

/** Counts what has not been sent, by state. */
export type CountUnsent = () => Promise<{ waiting: number; failed: number }>;

/** Milliseconds for the database to respond. */
const COUNT_TIMEOUT = 2000;
/** Seconds, from a lookup in an index to a serious delay. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const CHANGES = [1, 2, 4, 8, 16, 32, 64];

/** Creates metrics in a separate registry. Accounts, people and records are never labels. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'service_desk_requests_total',
    help: 'Requests, by operation (none: not a call of the API), HTTP status and failure (an error code of v1, or unexpected).',
    labelNames: ['operation', 'status', 'failure'],
    registers,
  });
  const durations = new Histogram({
    name: 'service_desk_request_duration_seconds',
    help: 'Seconds from the arrival of a request to the end of its response, by operation.',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  });
  const waits = new Histogram({
    name: 'service_desk_change_wait_seconds',
    help: 'Seconds that a change waited in the queue.',
    buckets: SECONDS,
    registers,
  });
  const commits = new Histogram({
    name: 'service_desk_commit_duration_seconds',
    help: 'Seconds for running a batch of changes and committing it.',
    labelNames: ['committed'],
    buckets: SECONDS,
    registers,
  });
  const sizes = new Histogram({
    name: 'service_desk_commit_changes',
    help: 'Number of changes per commit.',
    buckets: CHANGES,
    registers,
  });
  const mails = new Counter({
    name: 'service_desk_mail_attempts_total',
    help: 'Attempts to send a mail, by outcome: sent, delayed until the next attempt, or failed permanently.',
    labelNames: ['outcome'],
    registers,
  });
  const webhooks = new Counter({
    name: 'service_desk_webhook_attempts_total',
    help: 'Attempts to deliver an event to a webhook, by outcome: sent, delayed until the next attempt, or failed, which parks it.',
    labelNames: ['outcome'],
    registers,
  });
  const droppedLines = new Counter({
    name: 'service_desk_log_lines_dropped_total',
    help: 'Log lines that were dropped because they could not be written.',
    registers,
  });
  const gaugeMail = unsentGauge(
    registry,
    'service_desk_mails',
    'Unsent mails, by state: waiting for an attempt, or failed permanently. The same for all processes on a database.',
  );
  const gaugeWebhooks = unsentGauge(
    registry,
    'service_desk_webhook_events',
    'Events that webhooks have not received, by state: waiting for an attempt, or failed, which means parked. The same for all processes on a database.',
  );
  return {
    registry,
    watch(app) {
      app.addHook('onResponse', (request, reply, done) => {
        const operation = request.routeOptions.config?.operation ?? 'none';
        requests.inc({ operation, status: reply.statusCode, failure: request.failure ?? '' });
        durations.observe({ operation }, reply.elapsedTime / 1000);
        done();
      });
    },
    countBatch({ waited, took, committed }) {
      for (const wait of waited) waits.observe(wait);
      commits.observe({ committed: String(committed) }, took);
      sizes.observe(waited.length);
    },
    countMail: (outcome) => mails.inc({ outcome }),
    countDroppedLine: () => droppedLines.inc(),
    gaugeMail,
    countWebhook: (outcome) => webhooks.inc({ outcome }),
    gaugeWebhooks,
  };
}

/** A gauge of what has not been sent; returns how to set its count. */
function unsentGauge(registry: Registry, name: string, help: string): (count: CountUnsent) => void {
  let countWaiting: CountUnsent | undefined;
  new Gauge({
    name,
    help,
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      // The other metrics do not depend on the database.
      const counts =
        countWaiting && (await withTimeout(COUNT_TIMEOUT, countWaiting()).catch(() => undefined));
      for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
    },
  });
  return (count) => {
    countWaiting = count;
  };
}
