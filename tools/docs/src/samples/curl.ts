import { type ProviderAccess, type SampleCall, urlOf, WIDTH } from './sample-call.ts';

/** A line for a POSIX shell, with its continuations. */
export function curl(call: SampleCall, connection: ProviderAccess): string {
  const url = urlOf(call, connection);
  const method = call.method === 'GET' ? '' : ` -X ${call.method}`;
  const follow = call.redirect ? ' -L' : '';
  const begin = `curl -u ${word(`x:${connection.token}`)}${follow}${method}`;
  const target = word(url);
  const lines = begin.length + target.length < WIDTH ? [`${begin} ${target}`] : [begin, `  ${target}`];
  if (call.body !== undefined) {
    lines.push("  -H 'Content-Type: application/json'", `  -d ${quoted(JSON.stringify(call.body, null, 2))}`);
  }
  return lines.join(' \\\n');
}

/** A text as one word, in quotes where the shell would read it otherwise. */
function word(text: string): string {
  return /^[\w:/.@%+-]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
