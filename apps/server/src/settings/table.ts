import { LOG_LEVELS } from '../log-levels.ts';
import {
  address,
  file,
  flag,
  type Kind,
  list,
  mailbox,
  network,
  oneOf,
  origin,
  postgresAddress,
  text,
  wholeNumber,
} from './kinds.ts';

/** A setting: what it may be, and what it is for. */
export interface Setting<Value = unknown> {
  readonly kind: Kind<Value>;
  /** What is taken when nobody sets it, as it would be written in the environment. */
  readonly default?: string;
  /** Whether its value is never repeated: it may hold a password. */
  readonly secret?: true;
  /** For the help and the operator's page. */
  readonly doc: string;
}

/**
 * Every setting, by its name in the file. Its flag and its variable are the same words: `dataDir` is `--data-dir` and
 * `DATA_DIR`.
 */
export const settingTable = {
  host: {
    kind: text,
    default: '127.0.0.1',
    doc: 'the address it binds; 0.0.0.0 or :: for all of the machine',
  },
  port: { kind: wholeNumber(0, 65_535), default: '3000', doc: 'where it listens; 0 picks a free port' },
  dataDir: { kind: file, default: '.data', doc: 'the folder of the database file' },
  databaseUrl: {
    kind: postgresAddress,
    secret: true,
    doc: 'a Postgres database in place of the file; several processes may share one',
  },
  rateLimit: {
    kind: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    doc: 'requests an hour of each token that has no limit of its own; any number unless set',
  },
  corsOrigins: {
    kind: list(origin),
    doc: 'pages of other origins whose scripts may call the API; none unless set',
  },
  trustedProxies: {
    kind: list(network),
    doc: 'proxies whose `X-Forwarded-For`, `-Proto` and `-Host` and `X-Request-Id` are believed; none unless set',
  },
  tlsCert: { kind: file, doc: 'a certificate with its chain, PEM; with `tlsKey` the API is served by HTTPS' },
  tlsKey: { kind: file, doc: 'the private key of `tlsCert`, PEM' },
  logLevel: {
    kind: oneOf(...LOG_LEVELS),
    default: 'info',
    doc: 'the least that is logged; a line for each request is `info`',
  },
  metricsPort: {
    kind: wholeNumber(0, 65_535),
    doc: 'where `/metrics` is served, beside the API and never on its port; nowhere unless set',
  },
  metricsHost: { kind: text, default: '127.0.0.1', doc: 'the address that `metricsPort` is bound to' },
  stopDelay: {
    kind: wholeNumber(0, 600),
    default: '0',
    doc: 'seconds that it goes on after it was told to stop, while `/readyz` already says 503, for balancers to notice',
  },
  stopTimeout: {
    kind: wholeNumber(1, 600),
    default: '10',
    doc: 'seconds that requests under way then have to finish',
  },
  site: { kind: file, doc: 'a folder of pages served at `/`, such as the built desk' },
  docs: { kind: file, doc: 'a folder of pages served at `/docs/`, the built documentation' },
  smtpUrl: {
    kind: address(
      'the address of a mail server, smtp://user:password@host:587 or smtps://…',
      'smtp:',
      'smtps:',
    ),
    secret: true,
    doc: 'the server that mail goes out through; it is written to files unless set',
  },
  mailFrom: { kind: mailbox, doc: 'who mail is from; needed with a mail server' },
  mailDir: { kind: file, doc: 'the folder of mail that is written to files; `mail` in `dataDir` unless set' },
  mailLease: {
    kind: wholeNumber(1, 3600),
    default: '120',
    doc: 'seconds after which the mail of a process that died while sending it is sent by another',
  },
  deskUrl: {
    kind: address('the address of a site, https://desk.example.com', 'http:', 'https:'),
    doc: 'where people find the desk, for links in mail; no links unless set',
  },
  demo: {
    kind: flag,
    default: 'false',
    doc: 'fills an empty database with the demo world and takes its tokens; on a loopback address only',
  },
} as const satisfies Record<string, Setting>;

/** The name of a setting, as it stands in the file. */
export type SettingName = keyof typeof settingTable;

type ValueOf<Row> = Row extends { kind: Kind<infer Value> }
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

function words(name: string, between: string): string {
  return name.replaceAll(/(?=[A-Z])/g, between);
}
