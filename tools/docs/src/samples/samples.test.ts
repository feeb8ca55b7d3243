import { expect, test } from 'vitest';
import { documentedCalls, documentedConnection } from './documented-calls.ts';
import { LANGUAGES, type Language } from './languages.ts';
import type { SampleCall } from './sample-call.ts';

const ticket = { type: 'object', properties: { title: { type: 'string' } } };
const description = {
  servers: [{ url: 'http://desk.example/v1' }],
  paths: {
    '/tickets/{id}.{format}': {
      parameters: [{ name: 'id', in: 'path' }],
      put: {
        operationId: 'tickets.update',
        parameters: [{ name: 'tell', in: 'query' }],
        requestBody: {
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/TicketBody' },
              examples: {
                blank: { value: { ticket: { title: '' } } },
                renamed: { value: { ticket: { title: "The agent's", tags: ['a', 'b'], notes: [] } } },
              },
            },
          },
        },
        responses: {
          200: {
            content: {
              'application/json': {
                schema: { oneOf: [{ $ref: '#/components/schemas/TicketResult' }] },
                examples: {
                  blank: { 'x-state': { name: 'a ticket', values: {} }, value: { status: 'Failed' } },
                  renamed: {
                    'x-state': { name: 'a ticket', values: { token: 'demo' } },
                    'x-request': { path: { id: 7 }, query: { tell: 1 } },
                    value: { status: 'Success', result: { ticket: { title: 'x' } } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Ticket: ticket,
      TicketBody: { properties: { ticket: { $ref: '#/components/schemas/Ticket' } } },
      TicketResult: {
        properties: { result: { properties: { ticket: { $ref: '#/components/schemas/Ticket' } } } },
      },
    },
  },
} as const;

const located = description as unknown as Parameters<typeof documentedCalls>[0];
const call = documentedCalls(located)[0] as SampleCall;

function sampleIn(language: Language, changed: Partial<SampleCall> = {}): string {
  return LANGUAGES[language].sample({ ...call, ...changed }, documentedConnection(located, call));
}

test('an operation is called with the values of its first success', () => {
  expect(call).toMatchObject({ operation: 'tickets.update', state: 'a ticket', reads: false });
  expect(sampleIn('curl')).toBe(
    [
      'curl -u x:demo -X PUT \\',
      "  'http://desk.example/v1/tickets/7.json?tell=1' \\",
      "  -H 'Content-Type: application/json' \\",
      `  -d '${JSON.stringify({ ticket: { title: "The agent's", tags: ['a', 'b'], notes: [] } }, null, 2).replace("'", "'\\''")}'`,
    ].join('\n'),
  );
  expect(sampleIn('typescript')).toBe(
    [
      "import { createServiceDesk } from '@service-desk/client';",
      '',
      "const desk = createServiceDesk({ baseUrl: 'http://desk.example/v1', token: 'demo' });",
      'const ticket = await desk.tickets.update(7, {',
      `  title: "The agent's",`,
      "  tags: ['a', 'b'],",
      '  notes: [],',
      '}, { query: { tell: 1 } });',
    ].join('\n'),
  );
});

const written: Record<Exclude<Language, 'curl' | 'typescript' | 'csharp'>, string[]> = {
  python: ['"title": "The agent\'s",', '"tags": ["a", "b"],', 'params={"tell": 1},'],
  php: ["'title' => 'The agent\\'s',", "'tags' => ['a', 'b'],", "'notes' => [],"],
  powershell: ["title = 'The agent''s'", "tags = @('a', 'b')", 'notes = @()'],
  ruby: ["title: 'The agent\\'s',", "tags: ['a', 'b'],", 'notes: []\n'],
};

test.each(Object.entries(written))('%s has literals of its own', (language, literals) => {
  for (const literal of literals) expect(sampleIn(language as Language)).toContain(literal);
});

test.each(Object.keys(LANGUAGES).filter((language) => language !== 'curl' && language !== 'typescript'))(
  '%s checks the status of the envelope',
  (language) => {
    expect(sampleIn(language as Language)).toMatch(/status.*Success/);
  },
);

const escapes: Partial<Record<Language, string>> = {
  typescript: `'a\\n$b "\\\\b" ’'`,
  python: `"a\\n$b \\"\\\\b\\" ’"`,
  php: `"a\\n\\$b \\"\\\\b\\" ’"`,
  powershell: '"a`u{a}`$b `"\\b`" ’"',
  ruby: `"a\\n$b \\"\\\\b\\" ’"`,
};

test.each(Object.entries(escapes))('%s keeps every character of a text', (language, literal) => {
  const body = { ticket: { title: 'a\n$b "\\b" ’' } };
  expect(sampleIn(language as Language, { body })).toContain(literal);
});

test('a redirect is followed with the token', () => {
  const { query: _query, body: _body, ...bare } = call;
  const redirected: SampleCall = { ...bare, method: 'GET', redirect: true };
  const follows: Record<Exclude<Language, 'typescript' | 'python'>, string> = {
    curl: ' -L ',
    php: 'CURLOPT_FOLLOWLOCATION => true',
    powershell: 'PreserveAuthorizationOnRedirect = $true',
    csharp: 'http.GetAsync(location)',
    ruby: "get.call(URI(response['Location']))",
  };
  for (const [language, text] of Object.entries(follows)) {
    const { sample } = LANGUAGES[language as Language];
    expect(sample(redirected, documentedConnection(located, call))).toContain(text);
  }
});
