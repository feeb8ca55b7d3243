import type { Description } from '../description.ts';

/** The smallest description that has every shape the generators tell apart. */
export function fixture(): Description {
  const version = { version: { type: 'string' }, status: { type: 'string' } };
  const envelope = (properties: object) => ({
    type: 'object',
    properties: { result: { type: 'object', properties }, ...version },
  });
  const answer = (schema: string, examples: object) => ({
    '200': {
      content: {
        'application/json': {
          schema: {
            oneOf: [{ $ref: `#/components/schemas/${schema}` }, { $ref: '#/components/schemas/Failed' }],
          },
          examples,
        },
      },
    },
    '401': {
      content: { 'application/json': { examples: { invalidVerifier: example('an unknown token', 'x') } } },
    },
  });
  return {
    paths: {
      '/notes.{format}': {
        parameters: [{ name: 'format', in: 'path', schema: {} }],
        get: {
          operationId: 'notes.list',
          summary: 'List notes',
          description: 'All of them, */ too.',
          parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
          responses: answer('NoteListResult', { listed: example('a note', 'demo-dan') }),
        },
        post: {
          operationId: 'notes.create',
          requestBody: {
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/NoteBody' },
                examples: { created: { value: { note: { text: 'hello' } } } },
              },
            },
          },
          responses: answer('NoteResult', { created: example('a note', 'demo-dan') }),
        },
      },
      '/folders/{id}.{format}': {
        get: {
          operationId: 'folders.get',
          parameters: [{ name: 'id', in: 'path', schema: { $ref: '#/components/schemas/Id' } }],
          responses: answer('FolderResult', {
            found: { ...example('a folder', 'demo-dan'), 'x-request': { path: { id: 9 } } },
          }),
        },
      },
      '/folders/{kind}/{id}.{format}': {
        post: {
          operationId: 'folders.create',
          parameters: [
            { name: 'kind', in: 'path', schema: { $ref: '#/components/schemas/Kind' } },
            { name: 'id', in: 'path', schema: { $ref: '#/components/schemas/Id' } },
          ],
          requestBody: {
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/FolderBody' },
                examples: { created: { value: { note_id: 7 } } },
              },
            },
          },
          responses: answer('FolderResult', {
            created: { ...example('a folder', 'demo-dan'), 'x-request': { path: { kind: 'box', id: 9 } } },
          }),
        },
      },
      '/things/{id}.{format}': {
        get: {
          operationId: 'things.get',
          parameters: [{ name: 'id', in: 'path', schema: { $ref: '#/components/schemas/Id' } }],
          responses: {
            '302': {
              headers: {
                Location: {
                  examples: {
                    folder: {
                      ...example('a folder', 'demo-dan'),
                      value: '/v1/folders/9.json',
                      'x-request': { path: { id: 9 } },
                    },
                  },
                },
              },
              links: { folder: { operationId: 'folders.get' }, part: { operationId: 'notes.parts.get' } },
            },
            '200': {
              content: {
                'application/json': {
                  examples: {
                    notFound: { ...example('a folder', 'demo-dan'), 'x-request': { path: { id: 1 } } },
                  },
                },
              },
            },
          },
        },
      },
      '/notes/{note_id}/parts/{id}.{format}': {
        get: {
          operationId: 'notes.parts.get',
          parameters: [
            { name: 'note_id', in: 'path', schema: { $ref: '#/components/schemas/Id' } },
            { name: 'id', in: 'path', schema: { $ref: '#/components/schemas/Id' } },
          ],
          responses: answer('NoteResult', {
            found: { ...example('a note', 'demo-dan'), 'x-request': { path: { note_id: 7, id: 8 } } },
          }),
        },
      },
    },
    components: {
      schemas: {
        Id: { type: 'integer' },
        Failed: { type: 'object', properties: { errors: {}, ...version } },
        Note: { type: 'object' },
        Kind: { type: 'string', enum: ['box', 'shelf'] },
        FolderBody: { type: 'object', properties: { note_id: { $ref: '#/components/schemas/IdInput' } } },
        IdInput: { type: 'integer' },
        NoteBody: { type: 'object', properties: { note: { $ref: '#/components/schemas/Note' } } },
        FolderResult: envelope({
          total_entries: { type: 'integer' },
          name: { type: 'string' },
          notes: { type: 'array', items: { $ref: '#/components/schemas/Note' } },
        }),
        NoteResult: envelope({ note: { $ref: '#/components/schemas/Note' } }),
        NoteListResult: envelope({
          total_entries: { type: 'integer' },
          notes: { type: 'array', items: { $ref: '#/components/schemas/Note' } },
        }),
      },
    },
  } as Description;
}

function example(name: string, token: string) {
  return { summary: name, 'x-state': { name, values: { token } }, value: {} };
}
