import { doubleQuoted } from './literal.ts';
import { camelResultName, type ProviderAccess, type SampleCall, urlOf } from './sample-call.ts';

/** A program of .NET 8 or later. HttpClient follows a redirect without the token, so the sample follows it itself. */
export function csharp(call: SampleCall, connection: ProviderAccess): string {
  const { method, body, redirect } = call;
  const send = `http.${method.charAt(0)}${method.slice(1).toLowerCase()}Async`;
  const url = doubleQuoted(urlOf(call, connection));
  return [
    'using System.Net.Http.Headers;',
    'using System.Net.Http.Json;',
    'using System.Text;',
    'using System.Text.Json;',
    '',
    `var basic = Encoding.UTF8.GetBytes(${doubleQuoted(`x:${connection.token}`)});`,
    ...(redirect ? ['// HttpClient would follow the redirect without the token.'] : []),
    redirect
      ? 'using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });'
      : 'using var http = new HttpClient();',
    'http.DefaultRequestHeaders.Authorization =',
    '    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(basic));',
    '',
    ...(body === undefined
      ? [`var response = await ${send}(${url});`]
      : [
          'var body = """',
          ...JSON.stringify(body, null, 2)
            .split('\n')
            .map((line) => `    ${line}`),
          '    """;',
          `var response = await ${send}(`,
          `    ${url},`,
          '    new StringContent(body, Encoding.UTF8, "application/json"));',
        ]),
    ...(redirect
      ? ['if (response.Headers.Location is { } location) response = await http.GetAsync(location);']
      : []),
    'var envelope = await response.Content.ReadFromJsonAsync<JsonElement>();',
    'if (envelope.GetProperty("status").GetString() != "Success") // even if HTTP says 200',
    '    throw new InvalidOperationException(envelope.GetProperty("errors").ToString());',
    `var ${camelResultName(call)} = envelope.GetProperty("result")${
      call.key ? `.GetProperty(${doubleQuoted(call.key)})` : ''
    };`,
  ].join('\n');
}
