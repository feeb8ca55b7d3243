import type { Example } from '@service-desk/description/description';
import { type Operation, REDIRECT } from '@service-desk/description/operations';
import { firstSuccess, numberIn, requestOf } from '@service-desk/description/scenarios';
import { kindsOf } from '@service-desk/description/shapes';
import type { Catalogue } from '../catalogue.ts';
import { documentedConnection } from '../samples/documented-calls.ts';
import { readVariables, type Variable, type Variables } from './variables.ts';

/** The request of an example, with variables in double braces. */
export interface CollectionRequest {
  /** Unique in its folder. */
  name: string;
  description: string;
  method: Operation['method'];
  /** Below the base URL, such as `/incidents/{{incident_id}}.json`. */
  path: string;
  query: [name: string, value: string][];
  /** JSON once the variables are replaced; undefined for none. */
  body: string | undefined;
  /** The variable of its token. */
  token: string;
  expected: {
    /** After a redirect. */
    httpStatus: number;
    status: 'Success' | 'Failed';
    errors: string[];
  };
}

/** A folder. Its folders come before its requests. */
export interface Folder {
  name: string;
  description: string;
  folders: Folder[];
  requests: CollectionRequest[];
}

/** A request for each example, for any tool that sends requests. */
export interface RequestCollection {
  name: string;
  description: string;
  /** The one that requests have if they name no other. */
  token: string;
  /** First the address and the tokens, then ids. */
  variables: Variable[];
  folders: Folder[];
}

/** The variable of the address. */
export const BASE_URL = 'baseUrl';

/** Statuses whose examples belong to one operation. The others are shared, and documented with every operation. */
const OWN = ['200', REDIRECT];

const EXTENSION = '.json';

/** Encloses a variable that stands for a number, and is in no body. */
const NUMBER = '#number#';

/** The methods in the order in which a folder is run: what is deleted has been read and changed before. */
const METHODS: Operation['method'][] = ['GET', 'POST', 'PUT', 'DELETE'];

/** An example of a response, with its operation. */
interface DocumentedExample {
  operation: Operation;
  status: string;
  name: string;
  example: Example;
}

/**
 * The requests of all examples, in folders by tag. Run from top to bottom, each gets its documented status and errors
 * from a new demo server: in a folder refused requests come first and deletions last, and a folder that deletes what
 * another needs comes after it.
 */
export function requestsOf({ description, entries, groups }: Catalogue): RequestCollection {
  const documented = entries.flatMap(examplesOf);
  const variables = readVariables(documented.flatMap(({ example }) => example['x-state'] ?? []));
  const kinds = kindsOf(description);
  const isId = (field: string) => kinds.has(field) || field.endsWith('_id');
  const write = (each: DocumentedExample) => requestOfExample(each, variables, isId);

  const [first] = entries;
  const shared = (first ? examplesOf(first) : []).filter(({ status }) => !OWN.includes(status));
  const folders: Folder[] = [
    {
      name: 'Every operation',
      description: 'The failures that every operation can have.',
      folders: [],
      requests: shared.map(write),
    },
    ...groups.map(({ name, tags }) => ({
      name,
      description: tags.map((tag) => tag.name).join(', '),
      folders: neededFirst(tags.map((tag) => folderOf(tag, write))),
      requests: [],
    })),
  ];
  const address: Variable = {
    name: BASE_URL,
    value: documentedConnection(description, { token: '' }).baseUrl,
    description: 'The address of the provider, with its prefix.',
  };
  const used = JSON.stringify(folders);
  const isUsed = ({ name }: Variable) => used.includes(`{{${name}}}`) || used.includes(`"token":"${name}"`);
  return {
    name: description.info.title,
    description: `A request for each example of the description, with the values of the demo world.

For your own provider, set \`${BASE_URL}\` and \`${variables.token}\`. The other variables are ids and tokens of special
cases. Their descriptions say what yours have to be. Each request checks that its response has the documented status.

Run as a whole, the collection changes and deletes records. That is meant for a new demo server.`,
    token: variables.token,
    variables: [address, ...variables.all.filter(isUsed)],
    folders,
  };
}

function examplesOf(operation: Operation): DocumentedExample[] {
  return Object.entries(operation.responseExamples).flatMap(([status, examples]) =>
    Object.entries(examples).map(([name, example]) => ({ operation, status, name, example })),
  );
}

function folderOf(
  { name, description, entries }: Catalogue['groups'][number]['tags'][number],
  write: (documented: DocumentedExample) => CollectionRequest,
): Folder {
  const bySummary = Map.groupBy(entries, ({ summary }) => summary);
  const requests = entries
    .flatMap(examplesOf)
    .filter(({ status }) => OWN.includes(status))
    .map((documented) => {
      const { summary, resource } = documented.operation;
      const request = write(documented);
      const isUnique = bySummary.get(summary)?.length === 1;
      return isUnique ? request : { ...request, name: `${request.name} (${resource})` };
    })
    .toSorted((a, b) => METHODS.indexOf(a.method) - METHODS.indexOf(b.method));
  const { Failed: refused = [], Success: others = [] } = Object.groupBy(
    requests,
    ({ expected }) => expected.status,
  );
  const refusals = { name: 'Refused', description: 'Requests that fail, and change nothing.', folders: [] };
  return {
    name,
    description,
    folders: refused.length > 0 ? [{ ...refusals, requests: refused }] : [],
    requests: others,
  };
}

/** Moves a folder that deletes a resource behind those with requests for something below that resource. */
function neededFirst(folders: Folder[]): Folder[] {
  const sorted: Folder[] = [];
  for (const folder of folders) {
    const place = sorted.findIndex((other) => deletes(other, folder));
    sorted.splice(place < 0 ? sorted.length : place, 0, folder);
  }
  return sorted;
}

function deletes({ requests }: Folder, other: Folder): boolean {
  const deleted = requests.filter(({ method }) => method === 'DELETE').map(({ path }) => stem(path));
  return other.requests.some(({ path }) => deleted.some((resource) => path.startsWith(`${resource}/`)));
}

function stem(path: string): string {
  return path.replace(EXTENSION, '');
}

function requestOfExample(
  { operation, status, name, example }: DocumentedExample,
  variables: Variables,
  isId: (field: string) => boolean,
): CollectionRequest {
  const { path: ids, query = {}, body } = requestOf(operation, status, name);
  // An example that operations share has the request of another one, and so its ids.
  const own = OWN.includes(status) ? example : firstSuccess(operation).example;
  const values = own['x-state']?.values ?? {};
  const { status: outcome, errors = [] } = (example.value ?? {}) as Failed;
  const placeholder = (field: string) => {
    const variable = variables.nameOf(values, field, ids[field]);
    return variable ? `{{${variable}}}` : encodeURIComponent(String(ids[field]));
  };
  const inField = (field: string, value: unknown) => {
    const number = numberIn(value);
    const variable = isId(field) || number ? variables.nameOf(values, field, number ?? value) : undefined;
    return variable && (number ? String(value).replace(number, `{{${variable}}}`) : `{{${variable}}}`);
  };
  return {
    name: `${operation.summary}: ${example.summary ?? name}`,
    description: `Operation \`${operation.id}\`, example \`${name}\``,
    method: operation.method,
    path: operation.path
      .replace('.{format}', EXTENSION)
      .replaceAll(/\{(\w+)\}/g, (_all, field: string) => placeholder(field)),
    query: Object.entries(query).map(([field, value]) => [field, inField(field, value) ?? String(value)]),
    body: operation.body ? bodyOf(body, inField) : undefined,
    token: variables.tokenOf(example['x-state']?.values.token),
    expected: {
      httpStatus: status === REDIRECT ? 200 : Number(status),
      status: outcome === 'Failed' ? outcome : 'Success',
      errors: errors.map(({ error }) => error),
    },
  };
}

interface Failed {
  status?: string;
  errors?: { error: string }[];
}

/** JSON in which a variable stands for a value, without quotes for a number. */
function bodyOf(body: unknown, inField: (field: string, value: unknown) => string | undefined): string {
  const text = JSON.stringify(
    body,
    (field, value) => {
      const variable = inField(field, value);
      return variable && typeof value === 'number' ? `${NUMBER}${variable}${NUMBER}` : (variable ?? value);
    },
    2,
  );
  return text.replaceAll(`"${NUMBER}`, '').replaceAll(`${NUMBER}"`, '');
}
