import { BASE_URL, type CollectionRequest, type Folder, type RequestCollection } from './requests.ts';

/** The collection in one document of OpenCollection, the format of Bruno 3 and later. */
export function brunoCollection({ name, description, token, variables, folders }: RequestCollection): object {
  return {
    opencollection: '1.0.0',
    info: { name },
    bundled: true,
    request: { auth: basic(token), variables },
    docs: markdown(description),
    items: folders.map((folder, index) => folderItem(folder, index, token)),
  };
}

function folderItem({ name, description, folders, requests }: Folder, index: number, token: string): object {
  return {
    info: { name, type: 'folder', seq: index + 1 },
    docs: markdown(description),
    request: { auth: 'inherit' },
    items: [
      ...folders.map((folder, place) => folderItem(folder, place, token)),
      ...requests.map((request, place) => requestItem(request, place, token)),
    ],
  };
}

function requestItem(request: CollectionRequest, index: number, token: string): object {
  const { name, description, method, path, query, body } = request;
  const search = query.map((pair) => pair.join('=')).join('&');
  return {
    info: { name, type: 'http', seq: index + 1 },
    http: {
      method,
      url: `{{${BASE_URL}}}${path}${search && `?${search}`}`,
      ...(query.length > 0 && { params: query.map(([key, value]) => ({ name: key, value, type: 'query' })) }),
      ...(body !== undefined && {
        headers: [{ name: 'Content-Type', value: 'application/json' }],
        body: { type: 'json', data: body },
      }),
      auth: request.token === token ? 'inherit' : basic(request.token),
    },
    runtime: { scripts: [{ type: 'tests', code: testOf(request) }] },
    docs: description,
  };
}

/** HTTP Basic with the token as the password; the user name is ignored. */
function basic(token: string): object {
  return { type: 'basic', username: 'x', password: `{{${token}}}` };
}

function markdown(content: string): object {
  return { content, type: 'text/markdown' };
}

function testOf({ expected: { httpStatus, status, errors } }: CollectionRequest): string {
  return [
    `test('${httpStatus} ${status}', () => {`,
    `  expect(res.getStatus()).to.equal(${httpStatus});`,
    '  const envelope = res.getBody();',
    `  expect(envelope.status).to.equal('${status}');`,
    ...(status === 'Failed'
      ? [`  expect(envelope.errors.map(({ error }) => error)).to.eql(${JSON.stringify(errors)});`]
      : []),
    '});',
  ].join('\n');
}
