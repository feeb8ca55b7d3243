import { BASE_URL, type CollectionRequest, type Folder, type RequestCollection } from './requests.ts';

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/** The collection in Postman's format 2.1. */
export function postmanCollection({
  name,
  description,
  token,
  variables,
  folders,
}: RequestCollection): object {
  return {
    info: { name, description, schema: SCHEMA },
    auth: basic(token),
    variable: variables.map((variable) => ({
      key: variable.name,
      value: variable.value,
      description: variable.description,
    })),
    item: folders.map((folder) => folderItem(folder, token)),
  };
}

function folderItem({ name, description, folders, requests }: Folder, token: string): object {
  return {
    name,
    description,
    item: [
      ...folders.map((folder) => folderItem(folder, token)),
      ...requests.map((request) => requestItem(request, token)),
    ],
  };
}

function requestItem(request: CollectionRequest, token: string): object {
  const { name, description, method, path, query, body } = request;
  const search = query.map((pair) => pair.join('=')).join('&');
  return {
    name,
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: testOf(request) } }],
    request: {
      description,
      method,
      ...(request.token !== token && { auth: basic(request.token) }),
      header: body === undefined ? [] : [{ key: 'Content-Type', value: 'application/json' }],
      ...(body !== undefined && { body: { mode: 'raw', raw: body, options: { raw: { language: 'json' } } } }),
      url: {
        raw: `{{${BASE_URL}}}${path}${search && `?${search}`}`,
        host: [`{{${BASE_URL}}}`],
        path: path.split('/').slice(1),
        ...(query.length > 0 && { query: query.map(([key, value]) => ({ key, value })) }),
      },
    },
    response: [],
  };
}

/** HTTP Basic with the token as the password; the user name is ignored. */
function basic(token: string): object {
  return {
    type: 'basic',
    basic: [
      { key: 'username', value: 'x', type: 'string' },
      { key: 'password', value: `{{${token}}}`, type: 'string' },
    ],
  };
}

function testOf({ expected: { httpStatus, status, errors } }: CollectionRequest): string[] {
  return [
    `pm.test('${httpStatus} ${status}', () => {`,
    `  pm.response.to.have.status(${httpStatus});`,
    '  const envelope = pm.response.json();',
    `  pm.expect(envelope.status).to.equal('${status}');`,
    ...(status === 'Failed'
      ? [`  pm.expect(envelope.errors.map(({ error }) => error)).to.eql(${JSON.stringify(errors)});`]
      : []),
    '});',
  ];
}
