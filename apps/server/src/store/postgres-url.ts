/** A Postgres URL, which may name several hosts as those of libpq do: `postgres://user@first:5432,second:5432/desk`. */
interface Parts {
  protocol: string;
  /** With the `@` behind it. */
  user: string;
  hosts: string[];
  database: string;
  parameters: URLSearchParams;
}

/** How a connection is encrypted and which certificates it trusts, as in libpq. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full', 'no-verify'];
const SESSIONS = ['any', 'read-write', 'primary'];

function partsOf(url: string): Parts | undefined {
  const [, protocol, user = '', hosts = '', database = '', query = ''] =
    /^(postgres(?:ql)?:\/\/)([^/?#]*@)?([^/?#@]*)([^?#]*)(?:\?([^#]*))?/.exec(url) ?? [];
  if (!protocol) return undefined;
  return { protocol, user, hosts: hosts.split(','), database, parameters: new URLSearchParams(query) };
}

/** Whether a text is the URL of a Postgres database. */
export function isPostgresUrl(text: string): boolean {
  const parts = partsOf(text);
  return (
    parts?.hosts.every((host) => URL.canParse(`postgres://${parts.user}${host}${parts.database}`)) ?? false
  );
}

/**
 * The URL of each host, as the driver reads it.
 *
 * @throws Error that names a parameter which this program does not support
 */
export function urlsOf(url: string): string[] {
  const parts = partsOf(url);
  if (!parts) throw new Error('this is not the URL of a Postgres database');
  const { protocol, user, hosts, database, parameters } = parts;
  const sslMode = parameters.get('sslmode');
  checkParameter('sslmode', sslMode, SSL_MODES);
  checkParameter('target_session_attrs', parameters.get('target_session_attrs'), SESSIONS);
  if (sslMode === 'verify-ca' && !parameters.has('sslrootcert')) {
    throw new Error('the database URL says sslmode=verify-ca, which needs sslrootcert');
  }
  // The driver's next major version reads these as libpq does; this one would verify the host's name as well.
  if (sslMode === 'require' || sslMode === 'verify-ca') parameters.set('uselibpqcompat', 'true');
  // Each connection is checked for taking writes anyway.
  parameters.delete('target_session_attrs');
  const query = parameters.size > 0 ? `?${parameters}` : '';
  return hosts.map((host) => `${protocol}${user}${host}${database}${query}`);
}

function checkParameter(name: string, value: string | null, known: readonly string[]): void {
  if (value === null || known.includes(value)) return;
  throw new Error(`the database URL says ${name}=${value}; it may be ${known.join(', ')}`);
}

/** The URL of a database without its user, password and parameters, for people to read. */
export function withoutUser(url: string): string {
  const { protocol, hosts, database } = partsOf(url) as Parts;
  return `${protocol}${hosts.join(',')}${database}`;
}
