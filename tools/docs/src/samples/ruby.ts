import { doubleQuoted, literal, needsEscapes, type Syntax } from './literal.ts';
import { type ProviderAccess, resultName, type SampleCall, urlOf } from './sample-call.ts';

const syntax: Syntax = {
  indent: '  ',
  null: 'nil',
  true: 'true',
  false: 'false',
  text: (value) =>
    needsEscapes(value) ? doubleQuoted(value, /#/g) : `'${value.replaceAll(/[\\']/g, '\\$&')}'`,
  list: ['[', ']'],
  map: ['{ ', ' }'],
  emptyMap: '{}',
  key: (name) => (/^[a-z_]\w*$/i.test(name) ? `${name}: ` : `${syntax.text(name)}: `),
  separator: ', ',
  lineEnd: [',', ''],
};

/** A script that uses Net::HTTP of the standard library, which follows no redirect. */
export function ruby(call: SampleCall, connection: ProviderAccess): string {
  const { method, body } = call;
  const request = `request = Net::HTTP::${method.charAt(0)}${method.slice(1).toLowerCase()}.new(uri)`;
  const begin = 'request.body = JSON.generate(';
  const send = [
    request,
    `request.basic_auth('x', ${syntax.text(connection.token)})`,
    ...(body === undefined
      ? []
      : ["request.content_type = 'application/json'", `${begin}${literal(body, syntax, 0, begin.length)})`]),
  ];
  const options = "uri.host, uri.port, use_ssl: uri.scheme == 'https'";
  const start = [`Net::HTTP.start(${options}) do |http|`, '  http.request(request)', 'end'];
  const url = `URI(${syntax.text(urlOf(call, connection))})`;
  return [
    "require 'json'",
    "require 'net/http'",
    '',
    ...(call.redirect
      ? [
          '# Net::HTTP follows no redirect.',
          'get = lambda do |uri|',
          ...[...send, ...start].map((line) => `  ${line}`),
          'end',
          `response = get.call(${url})`,
          "response = get.call(URI(response['Location'])) if response.is_a?(Net::HTTPRedirection)",
        ]
      : [`uri = ${url}`, ...send, `response = ${start.join('\n')}`]),
    'envelope = JSON.parse(response.body)',
    "raise envelope['errors'].inspect unless envelope['status'] == 'Success' # even if HTTP says 200",
    '',
    `${resultName(call)} = envelope['result']${call.key ? `[${syntax.text(call.key)}]` : ''}`,
  ].join('\n');
}
