import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { MailOutcome } from './mail/delivery.ts';
import type { Batch } from './store/store.ts';
import { within } from './within.ts';

/** What is counted about the provider, in the format of Prometheus. */
export interface Metrics {
  /** For what others count. */
  registry: Registry;
  /** Counts the requests of an app. */
  watch(app: FastifyInstance): void;
  /** Counts a batch of changes. */
  countBatch(batch: Batch): void;
  /** Counts what became of an attempt to send a mail. */
  countMail(outcome: MailOutcome): void;
  /** Counts a log line that could not be written. */
  countDroppedLine(): void;
  /** Has the mails that have not left counted whenever somebody looks. */
  gaugeMail(count: () => Promise<{ waiting: number; failed: number }>): void;
}

/** Milliseconds that the database has to answer. */
const PATIENCE = 2000;
/** Seconds, from what an index answers to what somebody has to look into. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const CHANGES = [1, 2, 4, 8, 16, 32, 64];

/** Metrics of a registry of their own. What tells accounts, people or records apart is never a label. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'service_desk_requests_total',
    help: 'Requests answered, by operation (none: no call of the API), HTTP status and failure (a code of v1, or unexpected).',
    labelNames: ['operation', 'status', 'failure'],
    registers,
  });
  const durations = new Histogram({
    name: 'service_desk_request_duration_seconds',
    help: 'Seconds from the arrival of a request to the end of its answer, by operation.',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  });
  const waits = new Histogram({
    name: 'service_desk_change_wait_seconds',
    help: 'Seconds that a change waited for those before it.',
    buckets: SECONDS,
    registers,
  });
  const commits = new Histogram({
    name: 'service_desk_commit_duration_seconds',
    help: 'Seconds that the changes of a commit and the commit took.',
    labelNames: ['committed'],
    buckets: SECONDS,
    registers,
  });
  const sizes = new Histogram({
    name: 'service_desk_commit_changes',
    help: 'Changes that shared a commit.',
    buckets: CHANGES,
    registers,
  });
  const mails = new Counter({
    name: 'service_desk_mail_attempts_total',
    help: 'Attempts to send a mail, by outcome: sent, delayed until the next one, or failed for good.',
    labelNames: ['outcome'],
    registers,
  });
  const droppedLines = new Counter({
    name: 'service_desk_log_lines_dropped_total',
    help: 'Log lines that could not be written and were dropped.',
    registers,
  });
  let countWaiting: Parameters<Metrics['gaugeMail']>[0] | undefined;
  new Gauge({
    name: 'service_desk_mails',
    help: 'Mails that have not left, by state: waiting for an attempt, or failed for good. All processes on a database see the same.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      // The rest is answered whether the database answers or not.
      const counts = countWaiting && (await within(PATIENCE, countWaiting()).catch(() => undefined));
      for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
    },
  });
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
    gaugeMail(count) {
      countWaiting = count;
    },
  };
}
