import { doubleQuoted, literal, needsEscapes, type Syntax } from './literal.ts';
import { camelResultName, type ProviderAccess, type SampleCall, urlOf } from './sample-call.ts';

const syntax: Syntax = {
  indent: '    ',
  null: 'null',
  true: 'true',
  false: 'false',
  text: (value) => (needsEscapes(value) ? escaped(value) : `'${value.replaceAll(/[\\']/g, '\\$&')}'`),
  list: ['[', ']'],
  map: ['[', ']'],
  // An empty array would be sent as a list.
  emptyMap: 'new stdClass()',
  key: (name) => `${syntax.text(name)} => `,
  separator: ', ',
  lineEnd: [',', ','],
};

/** PHP has `\u{7}` for JSON's `\u0007`, and no `\b`. */
function escaped(text: string): string {
  return doubleQuoted(text, /\$/g).replaceAll(/\\(?:u([\da-f]{4})|(b)|.)/g, (all, code, back) =>
    code || back ? `\\u{${code ?? '8'}}` : all,
  );
}

/** A script that uses the curl extension. Numbers beyond PHP's own stay exact, as text. */
export function php(call: SampleCall, connection: ProviderAccess): string {
  const option = (name: string, value: string) => `    CURLOPT_${name} => ${value},`;
  const begin = '    CURLOPT_POSTFIELDS => json_encode(';
  const body = () => `json_encode(${literal(call.body, syntax, 1, begin.length)})`;
  return [
    '<?php',
    `$curl = curl_init(${syntax.text(urlOf(call, connection))});`,
    'curl_setopt_array($curl, [',
    ...(call.method === 'GET' ? [] : [option('CUSTOMREQUEST', `'${call.method}'`)]),
    option('USERPWD', syntax.text(`x:${connection.token}`)),
    ...(call.body === undefined
      ? []
      : [option('HTTPHEADER', "['Content-Type: application/json']"), option('POSTFIELDS', body())]),
    ...(call.redirect ? [option('FOLLOWLOCATION', 'true')] : []),
    option('RETURNTRANSFER', 'true'),
    ']);',
    '$envelope = json_decode(curl_exec($curl), true, 512, JSON_BIGINT_AS_STRING);',
    "if ($envelope['status'] !== 'Success') { // even if HTTP says 200",
    "    throw new RuntimeException(json_encode($envelope['errors']));",
    '}',
    `$${camelResultName(call)} = $envelope['result']${call.key ? `[${syntax.text(call.key)}]` : ''};`,
  ].join('\n');
}
