import type { Description } from '@service-desk/description/description';
import { expect, test } from 'vitest';
import { samplesOf } from './samples.ts';

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

test('an operation is called with the values of its first success', () => {
  const [sample] = samplesOf(description as unknown as Description & typeof description);
  expect(sample).toMatchObject({ operation: 'tickets.update', state: 'a ticket', reads: false });
  expect(sample?.curl).toBe(
    [
      'curl -u x:demo -X PUT \\',
      "  'http://desk.example/v1/tickets/7.json?tell=1' \\",
      "  -H 'Content-Type: application/json' \\",
      `  -d '${JSON.stringify({ ticket: { title: "The agent's", tags: ['a', 'b'], notes: [] } }, null, 2).replace("'", "'\\''")}'`,
    ].join('\n'),
  );
  expect(sample?.typescript).toBe(
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
