import type { Server } from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { type FastifyInstance, fastify } from 'fastify';
import { createApp } from '../app.ts';
import { DEMO_TOKENS, SPENT_TOKEN } from '../demo/world.ts';
import { followConnections } from '../http/connections.ts';
import { type Health, healthOf, registerHealth } from '../http/health.ts';
import { listen, originOf } from '../http/listening.ts';
import { type LogStream, openLogStream } from '../http/log-stream.ts';
import type { Delivery } from '../mail/delivery.ts';
import { openOutlet } from '../mail/outlet.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { SettingsError } from '../settings/read.ts';
import type { Settings } from '../settings/table.ts';
import { countMails } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { databaseName, openDatabase } from './database.ts';
import { hasAccounts, seedDemo } from './demo.ts';
import { readTls } from './tls.ts';

/** Seconds beyond those for requests under way after which a process that cannot end is ended. */
const LAST_RESORT = 5;
/** Milliseconds of these for lines of the log that its reader has not taken. */
const LOG_GRACE = 1000;
/** Seconds of these for mail that is under way. What has not left by then is sent by the next who starts. */
const MAIL_GRACE = 3;

/**
 * Serves the API and the pages until the process receives a signal to end.
 *
 * @throws SettingsError when settings contradict each other
 */
export async function serve(settings: Settings): Promise<void> {
  const { demo, host, port, site, docs, metricsHost, metricsPort } = settings;
  if (demo && !isLoopback(host)) {
    throw new SettingsError([
      `demo needs a host that only this machine reaches, not ${host}: everybody knows the tokens of the demo world`,
    ]);
  }
  if (settings.smtpUrl && !settings.mailFrom) throw new SettingsError(['mailFrom must say who mail is from']);
  const tls = readTls(settings);
  const metrics = metricsPort === undefined ? undefined : createMetrics();
  const log = openLogStream(1, metrics?.countDroppedLine ?? (() => undefined));
  const store = await openDatabase(settings, { observe: metrics?.countBatch });
  metrics?.gaugeMail(() => countMails(store.reading));
  const health = healthOf(store);
  const apps: FastifyInstance[] = [];
  let outlet: Delivery | undefined;
  try {
    if (demo) await seedDemo(store);
    const app = await createApp({
      store,
      health,
      mailed: (account) => outlet?.wake(account),
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
      const beside = metricsApp(metrics, health);
      apps.push(beside);
      urls.metrics = originOf('http', metricsHost, await listen(beside, metricsHost, metricsPort ?? 0));
    }
    const mail = { log: app.log, ...(metrics && { count: metrics.countMail }) };
    outlet = openOutlet({ ...settings, mailDir: mailDirOf(settings) }, store, mail);
    closeWithGrace(
      {
        delay: (settings.stopDelay + settings.stopTimeout + LAST_RESORT) * 1000,
        logger: { error: (error: unknown) => app.log.error(error) },
        skip: ['SIGHUP'],
      },
      async ({ err, signal }) => {
        if (err) app.log.fatal(err);
        else app.log.info({ signal }, 'stopping');
        await stop(settings, health, apps);
        await Promise.race([outlet?.stop(), sleep(MAIL_GRACE * 1000)]);
        await store.close();
        await log.drain(LOG_GRACE);
      },
    );
    process.on('SIGHUP', () => reloadTls(app, settings));
    await announce(settings, urls, store, app, log);
  } catch (error) {
    for (const app of apps) await app.close();
    await outlet?.stop();
    await store.close();
    await log.drain(LOG_GRACE);
    throw error;
  }
}

/** `/metrics` on an address of its own, which callers of the API need not reach; beside it the health of the process. */
function metricsApp({ registry }: Metrics, health: Health): FastifyInstance {
  const app = fastify();
  followConnections(app);
  registerHealth(app, health);
  app.get('/metrics', async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
  return app;
}

/** Ends what is served: requests under way are finished, those that take too long are cut off. */
async function stop(
  { stopDelay, stopTimeout }: Settings,
  health: Health,
  apps: readonly FastifyInstance[],
): Promise<void> {
  health.stopping = true;
  if (stopDelay > 0) await sleep(stopDelay * 1000);
  const cut = setTimeout(() => {
    apps[0]?.log.warn(`connections were cut that took longer than ${stopTimeout} s`);
    for (const { server } of apps) server.closeAllConnections();
  }, stopTimeout * 1000);
  await Promise.all(apps.map((app) => app.close()));
  clearTimeout(cut);
}

/** Takes a certificate that was renewed; connections that stand keep theirs. */
function reloadTls(app: FastifyInstance, settings: Settings): void {
  try {
    const tls = readTls(settings);
    if (!tls) return;
    (app.server as unknown as Server).setSecureContext(tls);
    app.log.info('the certificate was read again');
  } catch (error) {
    app.log.error(error, 'the certificate could not be read again: the one before it stays');
  }
}

/** Says where things are: in demo for a person, else in the log. */
async function announce(
  settings: Settings,
  urls: { api: string; metrics: string },
  store: Store,
  app: FastifyInstance,
  log: LogStream,
): Promise<void> {
  const { demo, site, docs, smtpUrl } = settings;
  const database = databaseName(settings);
  const mail = smtpUrl ? `by ${new URL(smtpUrl).host}` : `to files in ${mailDirOf(settings)}`;
  if (!demo) {
    if (!(await hasAccounts(store))) {
      app.log.warn('there is no account yet: service-desk account create makes one');
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

/** Where mail is kept that no server takes. */
function mailDirOf({ mailDir, dataDir }: Settings): string {
  return mailDir ?? path.join(dataDir, 'mail');
}

/** Whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
