/** A Postgres URL, possibly with several hosts as in libpq: `postgres://user@first:5432,second:5432/desk`. */
interface PostgresUrl {
  protocol: string;
  /** With the trailing `@`. */
  user: string;
  hosts: string[];
  database: string;
  parameters: URLSearchParams;
}

/** How a connection is encrypted and which certificates it trusts, as in libpq. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'];
const SESSION_ATTRIBUTES = ['any', 'read-write', 'primary'];

function parse(url: string): PostgresUrl | undefined {
  const [, protocol, user = '', hosts = '', database = '', query = ''] =
    /^(postgres(?:ql)?:\/\/)([^/?#]*@)?([^/?#@]*)([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  if (!protocol) return undefined;
  return { protocol, user, hosts: hosts.split(','), database, parameters: new URLSearchParams(query) };
}

/** Whether a text is the URL of a Postgres database. */
export function isPostgresUrl(text: string): boolean {
  const parsed = parse(text);
  return (
    parsed?.hosts.every((host) => URL.canParse(`postgres://${parsed.user}${host}${parsed.database}`)) ?? false
  );
}

/**
 * The URL of each host, in the driver's syntax.
 *
 * @throws Error if a parameter is not supported
 */
export function urlsOf(url: string): string[] {
  const parsed = parse(url);
  if (!parsed) throw new Error('this is not the URL of a Postgres database');
  const { protocol, user, hosts, database, parameters } = parsed;
  const sslMode = parameters.get('sslmode');
  checkParameter('sslmode', sslMode, SSL_MODES);
  checkParameter('target_session_attrs', parameters.get('target_session_attrs'), SESSION_ATTRIBUTES);
  if (sslMode === 'verify-ca' && !parameters.has('sslrootcert')) {
    throw new Error('sslmode=verify-ca in the database URL needs sslrootcert');
  }
  // Without this option, this version of the driver would also verify the host name, unlike libpq.
  if (sslMode === 'require' || sslMode === 'verify-ca') parameters.set('uselibpqcompat', 'true');
  // The pool checks each connection for being writable.
  parameters.delete('target_session_attrs');
  const query = parameters.size > 0 ? `?${parameters}` : '';
  return hosts.map((host) => `${protocol}${user}${host}${database}${query}`);
}

function checkParameter(name: string, value: string | null, known: readonly string[]): void {
  if (value === null || known.includes(value)) return;
  throw new Error(`${name}=${value} in the database URL is not supported; use one of ${known.join(', ')}`);
}

/** The URL of a database without user, password and parameters, for display. */
export function withoutUser(url: string): string {
  const { protocol, hosts, database } = parse(url) as PostgresUrl;
  return `${protocol}${hosts.join(',')}${database}`;
}
