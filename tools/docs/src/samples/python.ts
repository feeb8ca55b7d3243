import { doubleQuoted, literal, type Syntax } from './literal.ts';
import { type ProviderAccess, resultName, type SampleCall } from './sample-call.ts';

const syntax: Syntax = {
  indent: '    ',
  null: 'None',
  true: 'True',
  false: 'False',
  text: (value) => doubleQuoted(value),
  list: ['[', ']'],
  map: ['{', '}'],
  emptyMap: '{}',
  key: (name) => `${doubleQuoted(name)}: `,
  separator: ', ',
  lineEnd: [',', ','],
};

/** A script that uses requests. It follows a redirect on the same host with the token. */
export function python(call: SampleCall, { baseUrl, token }: ProviderAccess): string {
  const argument = (name: string, value: unknown) =>
    `    ${name}=${literal(value, syntax, 1, 4 + name.length + 1)},`;
  return [
    'import requests',
    '',
    `response = requests.${call.method.toLowerCase()}(`,
    `    ${syntax.text(baseUrl + call.path)},`,
    `    auth=("x", ${syntax.text(token)}),`,
    ...(call.query ? [argument('params', call.query)] : []),
    ...(call.body === undefined ? [] : [argument('json', call.body)]),
    '    timeout=30,',
    ')',
    'envelope = response.json()',
    'if envelope["status"] != "Success":  # even if HTTP says 200',
    '    raise RuntimeError(envelope["errors"])',
    `${resultName(call)} = envelope["result"]${call.key ? `[${syntax.text(call.key)}]` : ''}`,
  ].join('\n');
}
