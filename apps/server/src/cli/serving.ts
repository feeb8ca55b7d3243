import type { Server } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { type FastifyInstance, fastify } from 'fastify';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, SPENT_TOKEN } from '../demo/demo-world.ts';
import { trackConnections } from '../http/connections.ts';
import { type Health, healthOf, registerHealth } from '../http/health.ts';
import { listen, originOf } from '../http/listening.ts';
import { type LogStream, openLogStream } from '../http/log-stream.ts';
import type { Delivery } from '../mail/mail-delivery.ts';
import { startMail } from '../mail/start-mail.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { SettingsError } from '../settings/read.ts';
import type { Settings } from '../settings/table.ts';
import { countMails } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { countDeliveries } from '../store/webhooks.ts';
import type { WebhookWorker } from '../webhooks/delivery.ts';
import { startWebhooks } from '../webhooks/start-webhooks.ts';
import { hasAccounts, seedDemo } from './demo.ts';
import { databaseName, openDatabase } from './open-database.ts';
import { readTls } from './tls.ts';

/** Seconds after the stop timeout until the process is forced to exit. */
const FORCED_EXIT_DELAY = 5;
/** Milliseconds of these for flushing the log. */
const LOG_GRACE = 1000;
/** Seconds of these for mail and events that are being sent. Another process sends the rest. */
const DELIVERY_GRACE = 3;

/**
 * Serves the API and the pages until the process receives a signal to stop.
 *
 * @throws SettingsError if settings contradict each other
 */
export async function serve(settings: Settings): Promise<void> {
  const { demo, host, port, site, docs, metricsHost, metricsPort } = settings;
  if (demo && !isLoopback(host)) {
    throw new SettingsError([
      `demo needs a loopback host, not ${host}: the tokens of the demo world are public`,
    ]);
  }
  if (settings.smtpUrl && !settings.mailFrom)
    throw new SettingsError(['smtpUrl needs mailFrom, the sender of mail']);
  const tls = readTls(settings);
  const metrics = metricsPort === undefined ? undefined : createMetrics();
  const log = openLogStream(1, metrics?.countDroppedLine ?? (() => undefined));
  const store = await openDatabase(settings, { observe: metrics?.countBatch });
  metrics?.gaugeMail(() => countMails(store.reading));
  metrics?.gaugeWebhooks(() => countDeliveries(store.reading));
  const health = healthOf(store);
  const apps: FastifyInstance[] = [];
  let delivery: Delivery | undefined;
  let webhooks: WebhookWorker | undefined;
  const stopDeliveries = () => Promise.all([delivery?.stop(), webhooks?.stop()]);
  try {
    if (demo) await seedDemo(store);
    const app = await createApp({
      store,
      health,
      onMail: (account) => delivery?.wake(account),
      onEvents: (account, webhook) => webhooks?.wake(account, webhook),
      rateLimit: settings.rateLimit ?? null,
      refusedTokens: demo ? [] : [...DEMO_TOKENS, SPENT_TOKEN],
      log: { level: settings.logLevel, stream: log },
      corsOrigins: settings.corsOrigins ?? [],
      trustedProxies: settings.trustedProxies ?? [],
      ...(tls && { tls }),
      ...(metrics && { metrics }),
      ...(site && { site }),
      ...(docs && { docs }),
    });
    apps.push(app);
    const urls = { api: originOf(tls ? 'https' : 'http', host, await listen(app, host, port)), metrics: '' };
    if (metrics) {
      const metricsServer = metricsApp(metrics, health);
      apps.push(metricsServer);
      urls.metrics = originOf(
        'http',
        metricsHost,
        await listen(metricsServer, metricsHost, metricsPort ?? 0),
      );
    }
    const mail = { log: app.log, ...(metrics && { count: metrics.countMail }) };
    delivery = startMail({ ...settings, mailDir: mailDirOf(settings) }, store, mail);
    const events = { log: app.log, ...(metrics && { count: metrics.countWebhook }) };
    webhooks = startWebhooks(settings, store, events);
    closeWithGrace(
      {
        delay: (settings.stopDelay + settings.stopTimeout + FORCED_EXIT_DELAY) * 1000,
        logger: { error: (error: unknown) => app.log.error(error) },
        skip: ['SIGHUP'],
      },
      async ({ err, signal }) => {
        if (err) app.log.fatal(err);
        else app.log.info({ signal }, 'stopping');
        await stop(settings, health, apps);
        await Promise.race([stopDeliveries(), sleep(DELIVERY_GRACE * 1000)]);
        await store.close();
        await log.drain(LOG_GRACE);
      },
    );
    process.on('SIGHUP', () => reloadTls(app, settings));
    await announce(settings, urls, store, app, log);
  } catch (error) {
    for (const app of apps) await app.close();
    await stopDeliveries();
    await store.close();
    await log.drain(LOG_GRACE);
    throw error;
  }
}

/** Serves `/metrics` and the health checks on an address that API clients need not reach. */
function metricsApp({ registry }: Metrics, health: Health): FastifyInstance {
  const app = fastify();
  trackConnections(app);
  registerHealth(app, health);
  app.get('/metrics', async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
  return app;
}

/** Stops serving. Pending requests may finish within the timeout; then their connections are closed. */
async function stop(
  { stopDelay, stopTimeout }: Settings,
  health: Health,
  apps: readonly FastifyInstance[],
): Promise<void> {
  health.stopping = true;
  if (stopDelay > 0) await sleep(stopDelay * 1000);
  const timeout = setTimeout(() => {
    apps[0]?.log.warn(`closed connections with requests still pending after ${stopTimeout} s`);
    for (const { server } of apps) server.closeAllConnections();
  }, stopTimeout * 1000);
  await Promise.all(apps.map((app) => app.close()));
  clearTimeout(timeout);
}

/** Loads a renewed certificate. Open connections keep the old one. */
function reloadTls(app: FastifyInstance, settings: Settings): void {
  try {
    const tls = readTls(settings);
    if (!tls) return;
    (app.server as unknown as Server).setSecureContext(tls);
    app.log.info('reloaded the certificate');
  } catch (error) {
    app.log.error(error, 'could not reload the certificate; keeping the current one');
  }
}

/** Prints the URLs: as text for people with `demo`, otherwise to the log. */
async function announce(
  settings: Settings,
  urls: { api: string; metrics: string },
  store: Store,
  app: FastifyInstance,
  log: LogStream,
): Promise<void> {
  const { demo, site, docs, smtpUrl } = settings;
  const database = databaseName(settings);
  const mail = smtpUrl ? `via ${new URL(smtpUrl).host}` : `to files in ${mailDirOf(settings)}`;
  if (!demo) {
    if (!(await hasAccounts(store))) {
      app.log.warn('there is no account yet; create one with service-desk account create');
    }
    app.log.info({ url: urls.api, metrics: urls.metrics || undefined, database, mail }, 'ready');
    return;
  }
  const rows = [
    ...(site ? [['desk', `${urls.api}/`]] : []),
    ...(docs ? [['docs', `${urls.api}/docs/`]] : []),
    ['API', `${urls.api}/v1`],
    ...(urls.metrics ? [['metrics', `${urls.metrics}/metrics`]] : []),
    ['data', database],
    ['mail', mail],
    ['tokens', DEMO_TOKENS.join('  ')],
  ];
  const lines = rows.map(([name, value]) => `  ${name?.padEnd(8)}${value}`);
  log.write(`\nService Desk v1 is ready.\n\n${lines.join('\n')}\n\n`);
}

/** The folder that mail is written to if there is no mail server. */
function mailDirOf({ mailDir, dataDir }: Settings): string {
  return mailDir ?? path.join(dataDir, 'mail');
}

/** Whether an address is a loopback address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
