import { LOG_LEVELS } from '../log-levels.ts';
import {
  file,
  flag,
  list,
  mailbox,
  network,
  oneOf,
  origin,
  postgresUrl,
  type SettingKind,
  text,
  url,
  wholeNumberSetting,
} from './setting-kinds.ts';

/** A setting. */
export interface Setting<Value = unknown> {
  readonly kind: SettingKind<Value>;
  /** The default, as it would be written in the environment. */
  readonly default?: string;
  /** Whether its value is never printed, because it may contain a password. */
  readonly secret?: true;
  /** Its description in the help and in the operator's guide. */
  readonly doc: string;
}

/**
 * All settings, by their names in the file. Flags and variables follow from the names: `dataDir` is `--data-dir` and
 * `DATA_DIR`.
 */
export const settingTable = {
  host: {
    kind: text,
    default: '127.0.0.1',
    doc: 'the address to listen on; 0.0.0.0 or :: for all interfaces',
  },
  port: {
    kind: wholeNumberSetting(0, 65_535),
    default: '3000',
    doc: 'the port to listen on; 0 for any free port',
  },
  dataDir: { kind: file, default: '.data', doc: 'the directory of the database file' },
  databaseUrl: {
    kind: postgresUrl,
    secret: true,
    doc: 'a Postgres database to use instead of the file; several processes may share it',
  },
  rateLimit: {
    kind: wholeNumberSetting(0, Number.MAX_SAFE_INTEGER),
    doc: 'requests per hour for tokens without a limit of their own; unlimited if unset',
  },
  corsOrigins: {
    kind: list(origin),
    doc: 'other origins whose pages may call the API; none if unset',
  },
  trustedProxies: {
    kind: list(network),
    doc: 'proxies whose `X-Forwarded-For`, `-Proto` and `-Host` and `X-Request-Id` headers are trusted; none if unset',
  },
  tlsCert: { kind: file, doc: 'a certificate with its chain, PEM; together with `tlsKey` it enables HTTPS' },
  tlsKey: { kind: file, doc: 'the private key of `tlsCert`, PEM' },
  logLevel: {
    kind: oneOf(...LOG_LEVELS),
    default: 'info',
    doc: 'the lowest level that is logged; requests are logged at `info`',
  },
  metricsPort: {
    kind: wholeNumberSetting(0, 65_535),
    doc: 'the port of `/metrics`, other than that of the API; not served if unset',
  },
  metricsHost: { kind: text, default: '127.0.0.1', doc: 'the address that `metricsPort` listens on' },
  stopDelay: {
    kind: wholeNumberSetting(0, 600),
    default: '0',
    doc: 'seconds to keep serving after a stop signal while `/readyz` responds 503, so that load balancers notice',
  },
  stopTimeout: {
    kind: wholeNumberSetting(1, 600),
    default: '10',
    doc: 'seconds for pending requests to finish after that',
  },
  site: { kind: file, doc: 'a directory of pages to serve at `/`, such as the built desk' },
  docs: { kind: file, doc: 'a directory of pages to serve at `/docs/`, the built documentation' },
  smtpUrl: {
    kind: url('the URL of a mail server, smtp://user:password@host:587 or smtps://…', 'smtp:', 'smtps:'),
    secret: true,
    doc: 'the mail server; mail is written to files if unset',
  },
  mailFrom: { kind: mailbox, doc: 'the sender of mail; required with `smtpUrl`' },
  mailDir: {
    kind: file,
    doc: 'the directory for mail that is written to files; `mail` in `dataDir` if unset',
  },
  mailLease: {
    kind: wholeNumberSetting(1, 3600),
    default: '120',
    doc: 'seconds until another process retries the mail of a process that died while sending it',
  },
  webhookAllow: {
    kind: list(network),
    doc: 'addresses and networks that webhooks may be sent to although they are not public, also by HTTP without TLS; none if unset',
  },
  deskUrl: {
    kind: url('the URL of a site, https://desk.example.com', 'http:', 'https:'),
    doc: 'the URL of the desk, for links in mail; no links if unset',
  },
  demo: {
    kind: flag,
    default: 'false',
    doc: 'seeds an empty database with the demo world and accepts its tokens; only on a loopback address',
  },
} as const satisfies Record<string, Setting>;

/** The name of a setting, as in the file. */
export type SettingName = keyof typeof settingTable;

type ValueOf<Row> = Row extends { kind: SettingKind<infer Value> }
  ? Row extends { default: string }
    ? Value
    : Value | undefined
  : never;

/** The values of all settings. */
export type Settings = { [Name in SettingName]: ValueOf<(typeof settingTable)[Name]> };

/** The environment variable of a setting: `dataDir` is `DATA_DIR`. */
export function variableOf(name: string): string {
  return words(name, '_').toUpperCase();
}

/** The flag of a setting: `dataDir` is `--data-dir`. */
export function flagOf(name: string): string {
  return `--${words(name, '-').toLowerCase()}`;
}

function words(name: string, separator: string): string {
  return name.replaceAll(/(?=[A-Z])/g, separator);
}
