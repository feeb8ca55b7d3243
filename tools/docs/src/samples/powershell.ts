import { literal, needsEscapes, type Syntax } from './literal.ts';
import { camelResultName, type ProviderAccess, type SampleCall, urlOf } from './sample-call.ts';

const syntax: Syntax = {
  indent: '  ',
  null: '$null',
  true: '$true',
  false: '$false',
  text: (value) => (needsEscapes(value) ? escaped(value) : `'${value.replaceAll(/['‘’‚‛]/g, '$&$&')}'`),
  list: ['@(', ')'],
  map: ['@{ ', ' }'],
  emptyMap: '@{}',
  key: (name) => `${/^[a-z_]\w*$/i.test(name) ? name : syntax.text(name)} = `,
  separator: '; ',
  lineEnd: ['', ''],
};

/** In double quotes, which typographic ones end as well. */
function escaped(text: string): string {
  const safe = text.replaceAll(/[`$"“”„]/g, '`$&');
  return `"${safe.replaceAll(/\p{Cc}/gu, (c) => `\`u{${c.charCodeAt(0).toString(16)}}`)}"`;
}

/**
 * A script for PowerShell 7. It would not carry the token over a redirect, and would cut a body off below its second
 * level.
 */
export function powershell(call: SampleCall, connection: ProviderAccess): string {
  const { method, body } = call;
  const row = (name: string, value: string) => `  ${name} = ${value}`;
  return [
    `$basic = [Text.Encoding]::UTF8.GetBytes(${syntax.text(`x:${connection.token}`)})`,
    '$call = @{',
    row('Uri', syntax.text(urlOf(call, connection))),
    row('Method', `'${method.charAt(0)}${method.slice(1).toLowerCase()}'`),
    row('Headers', '@{ Authorization = "Basic $([Convert]::ToBase64String($basic))" }'),
    ...(body === undefined
      ? []
      : [
          row('ContentType', "'application/json; charset=utf-8'"),
          row('Body', `${literal(body, syntax, 1, '  Body = '.length)} | ConvertTo-Json -Depth 9`),
        ]),
    ...(call.redirect ? [row('PreserveAuthorizationOnRedirect', '$true')] : []),
    '}',
    '$envelope = Invoke-RestMethod @call',
    "if ($envelope.status -ne 'Success') { # even if HTTP says 200",
    "  throw ($envelope.errors.error -join '; ')",
    '}',
    `$${camelResultName(call)} = $envelope.result${call.key ? `.${call.key}` : ''}`,
  ].join('\n');
}
