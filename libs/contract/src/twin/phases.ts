import { type OperationId, operationTable } from '@service-desk/client';
import { writeXml } from '../v1/bodies.ts';
import { addressOf, OPERATIONS, RECORDS } from '../v1/calls.ts';
import { creatable, type Explorer, type Resource, resources } from './explorer.ts';
import { MOMENTS, spread, UNKNOWN } from './values.ts';
import { walk } from './walks.ts';

type Phase = (explorer: Explorer) => Promise<void>;

type Fields = Record<string, unknown>;

const READS = OPERATIONS.filter((each) => operationTable[each].method === 'GET');
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Values that are written to each field in any case. */
const ESSENTIAL = new Set<unknown>(['', null, UNKNOWN]);
/** How many fields are varied in one create. */
const AT_ONCE = 5;
const NO_CALLS = '/nothing.json /incidents/1/nothing.json /.json /incidents.csv /incidents/1.2.json'.split(
  ' ',
);
const TOKENS = ['', 'Bearer wrong', 'Basic !', ...['x:wrong', 'wrong'].map((text) => `Basic ${btoa(text)}`)];
const EXTENSIONS = ['', '.js', '.xml', '.JSON', '.json/', '.html'];
const PREFIXES = ['/external_api/v1', '/desk/external_api/v1'];
const BODIES = ['', ...`{ [] null "text" {} {"nothing":{}} {"a":1,"a": \ufeff{} <hash><a></hash>`.split(' ')];
const WRAPPED = [null, [], '', 'text', {}, 5];
const TYPES = ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'image/png'];
/** Values of query parameters, by type. */
const QUERIES = {
  number: ['1', '2', '3', '100', '101', '0', '-1', '1.5', 'many', ''],
  date: ['2010-03-01', '2010-03-24', '2099-01-01', '10 Feb 2011, 15:37', 'soon', ''],
  flag: ['true', '1', '0', 'false', '', 'yes'],
};

/** Every read of known resources in JSON, and once in XML. */
const survey: Phase = async (explorer) => {
  for (const operation of READS.filter(explorer.only)) {
    const targets = explorer.targets(operation);
    for (const ids of targets) await explorer.read(operation, ids);
    for (const ids of targets.slice(0, 1)) await explorer.read(operation, ids, { extension: '.xml' });
  }
};

/** Creates three of each resource, and parts in the newest of them. */
const furnish: Phase = async (explorer) => {
  for (const round of [1, 2, 3]) {
    for (const resource of creatable(explorer.only).filter(({ depth }) => depth === 0 || round < 3)) {
      for (const parents of parentsOf(explorer, resource)) await explorer.create(resource, parents);
    }
  }
};

/** Methods, tokens, extensions, prefixes, unknown addresses, and malformed bodies. */
const wire: Phase = async (explorer) => {
  const { pair, some } = explorer;
  for (const path of NO_CALLS) for (const method of METHODS) await pair.call({ method, path });
  for (const operation of OPERATIONS.filter(explorer.only)) {
    const [ids] = explorer.targets(operation, 1);
    if (!ids) continue;
    const { method, path, wrapper } = operationTable[operation];
    const at = (extension: string) => addressOf(operation, ids, extension);
    for (const authorization of some(TOKENS))
      await pair.callOperation(operation, ids, { headers: { authorization } });
    const taken = OPERATIONS.filter((each) => operationTable[each].path === path).map(
      (each) => operationTable[each].method as string,
    );
    for (const other of some(METHODS.filter((each) => !taken.includes(each))))
      await pair.call({ method: other, path: at('.json') });
    if (method === 'GET') {
      for (const extension of some(EXTENSIONS)) await pair.call({ method, path: at(extension), operation });
      const isUsual = new URL(pair.options.provider.baseUrl).pathname === '/v1';
      for (const prefix of some(isUsual ? PREFIXES : []))
        await pair.call({ method, path: `/${prefix}${at('.json')}`, operation });
    }
    // A delete has no body.
    if (method === 'GET' || method === 'DELETE') continue;
    const wrapped = wrapper ? WRAPPED.map((each) => JSON.stringify({ [wrapper]: each })) : [];
    for (const body of some([...BODIES, ...wrapped])) await pair.callOperation(operation, ids, { body });
    const fields = wrapper ? { [wrapper]: { nothing: 1 } } : { nothing: 1 };
    for (const type of some(TYPES)) {
      const headers = { 'content-type': type };
      for (const body of ['a=b&c', JSON.stringify(fields), writeXml(fields)])
        await pair.callOperation(operation, ids, { body, headers });
    }
  }
};

/** The parameters of each read, alone and in pairs. */
const lists: Phase = async (explorer) => {
  for (const operation of READS.filter(explorer.only)) {
    const [ids] = explorer.targets(operation, 1);
    if (!ids) continue;
    const parameters = explorer.shapes.parameters(operation).filter((each) => each.in === 'query');
    const choices = parameters.map(({ name, schema, 'x-kind': kind }) => {
      const named = spread(explorer.pair.names.known(kind ?? ''), 5);
      const plain = QUERIES[schema.type === 'integer' ? 'number' : name.endsWith('_date') ? 'date' : 'flag'];
      const listed = schema.enum ? [...schema.enum, 'nothing', ''] : plain;
      return (kind ? [...named, named.slice(0, 2).join(','), UNKNOWN, 'abc', ''] : listed).map(
        (value) => `${name}=${value}`,
      );
    });
    const pairs = choices.flatMap((one, index) =>
      choices
        .slice(index + 1)
        .flatMap((other) =>
          spread(one, 3).flatMap((each) => spread(other, 3).map((next) => `${each}&${next}`)),
        ),
    );
    for (const query of explorer.some([...choices.flat(), ...pairs]))
      await explorer.read(operation, ids, { query, place: query });
  }
};

/** Links between any two types, invalid ones, several at once, and their deletion. */
const links: Phase = async (explorer) => {
  const { pair } = explorer;
  const types = RECORDS.filter(
    (type) => explorer.only('links.create') && explorer.only(`${type}.get` as OperationId),
  );
  const newest = (type: string) =>
    explorer.targets(`${type}.get` as OperationId, 2).map(([id]) => id as string);
  for (const type of types) {
    const [from = UNKNOWN] = newest(type);
    for (const other of types) {
      const [, to = UNKNOWN] = newest(other);
      const field = `${other.slice(0, -1)}_id`;
      const look = async () => {
        for (const [kind, id] of [
          [type, from],
          [other, to],
        ] as const) {
          await pair.callOperation('links.list', [kind, id]);
          await pair.callOperation(`${kind}.get` as OperationId, [id]);
        }
      };
      const bodies = [to, to, from, UNKNOWN, '', null, 'abc', [to]].map(
        (value): Fields => ({ [field]: value }),
      );
      for (const fields of explorer.some(
        [...bodies, { [field]: to, incident_id: UNKNOWN }, {}, { nothing: 1 }],
        true,
      )) {
        await pair.callOperation('links.create', [type, from], { fields, place: field });
        await look();
      }
      for (const end of [to, from, UNKNOWN]) await pair.callOperation('links.get', [type, from, other, end]);
      for (const end of [to, to, UNKNOWN]) await pair.callOperation('links.delete', [type, from, other, end]);
      await look();
    }
  }
};

/** Each value of each field, in a create and in an update. */
const fields: Phase = async (explorer) => {
  for (const resource of creatable(explorer.only)) {
    const { create, update } = resource.operations as { create: OperationId; update?: OperationId };
    const [parents] = parentsOf(explorer, resource);
    if (!parents) continue;
    const all = [...explorer.shapes.writable(create)].map(([name, field]) => ({
      name,
      ...explorer.values(field),
    }));
    for (let index = 0; all.some(({ good }) => index < good.length); index += 1) {
      const having = all.filter(({ good }) => index < good.length);
      for (let from = 0; from < having.length; from += AT_ONCE) {
        if (!explorer.isChosen(index === 0)) continue;
        const chosen = having
          .slice(from, from + AT_ONCE)
          .map(({ name, good }): Fields => ({ [name]: good[index] }));
        // Values that are refused together are tried one by one.
        if (!(await explorer.create(resource, parents, Object.assign({}, ...chosen)))) {
          for (const each of chosen) await explorer.create(resource, parents, each);
        }
      }
    }
    for (const { name, bad } of all) {
      for (const value of bad)
        if (explorer.isChosen(ESSENTIAL.has(value)))
          await explorer.create(resource, parents, { [name]: value });
    }
    const target = update && ((await explorer.create(resource, parents)) ?? explorer.targets(update, 1)[0]);
    if (!target) continue;
    for (const [name, field] of explorer.shapes.writable(update)) {
      const { good, bad } = explorer.values(field);
      for (const [index, value] of [...good, ...bad].entries()) {
        if (!explorer.isChosen(index < 2 || ESSENTIAL.has(value))) continue;
        // The field needs a value that a blank can clear.
        if (index >= good.length)
          await explorer.update(resource, target, { [name]: good[index % good.length] });
        await explorer.update(resource, target, { [name]: value });
      }
    }
  }
};

/** Addresses with an unknown id, that of another parent or type, or a malformed one; types of notes; deleting twice. */
const nested: Phase = async (explorer) => {
  const { pair, shapes } = explorer;
  for (const resource of resources.filter(({ operations }) =>
    Object.values(operations).every(explorer.only),
  )) {
    const { get, list, create, update, delete: remove } = resource.operations;
    for (const operation of [get, list, update, remove].filter((each) => each !== undefined)) {
      const [target = [], other = []] = explorer.targets(operation, 2);
      const kinds = shapes
        .parameters(operation)
        .filter(({ in: where, name }) => where === 'path' && name !== 'format');
      for (const position of target.keys()) {
        // An id of another kind could exist as one of this kind on one side only.
        const types = kinds[position]?.['x-kind'] === 'record' ? RECORDS : [];
        const unknown = types.flatMap((type) => explorer.known(`/${type}/{}`, 1).map(([id]) => id as string));
        for (const id of explorer.some([UNKNOWN, '0', 'abc', '-1', ...unknown, other[position] ?? UNKNOWN])) {
          const ids = target.with(position, id);
          // Only resources that the run created are deleted.
          if (id === target[position] || (operation === remove && explorer.isFound(operation, ids))) continue;
          await pair.callOperation(operation, ids, operation === update ? { fields: { nothing: 1 } } : {});
        }
      }
    }
    const [parents] = parentsOf(explorer, resource);
    const [target] = get ? explorer.targets(get, 1) : [];
    const kinds = get && shapes.parameters(get).find(({ name }) => name === 'note_type')?.schema.enum;
    for (const kind of target && kinds ? explorer.some(kinds) : []) {
      const query = `note_type=${kind}`;
      await pair.callOperation(get as OperationId, target as string[], { query, place: query });
      await pair.callOperation(create as OperationId, parents ?? [], {
        query,
        fields: { note: `A note of kind ${kind}.` },
        place: query,
      });
      await explorer.readAfter(resource, target as string[], {});
    }
    const made = remove && parents && (await explorer.create(resource, parents));
    for (const operation of made ? [remove, remove, update].filter((each) => each !== undefined) : []) {
      await pair.callOperation(operation, made as string[], operation === update ? { fields: {} } : {});
      await explorer.readAfter(resource, made as string[], {});
    }
  }
};

/** What moves when time passes: the order of activity; and a record that is sent back whole. */
const ageing: Phase = async (explorer) => {
  for (const resource of creatable(explorer.only).filter(({ name }) => RECORDS.includes(name))) {
    const { update, get, list } = resource.operations as Required<Resource['operations']>;
    const orders = explorer.shapes.parameters(list).find(({ name }) => name === 'order')?.schema.enum ?? [''];
    for (let count = 0; count < 3; count += 1) {
      await explorer.create(resource, []);
      await explorer.pair.pass(1);
    }
    for (const ids of explorer.targets(get)) {
      await explorer.update(resource, ids, { title: 'Changed later.' });
      await explorer.pair.pass(1);
      for (const order of orders) await explorer.read(list, [], { query: `order=${order}&limit=5` });
      const { result } = await explorer.read(get, ids);
      await explorer.pair.callOperation(update, ids, {
        fields: Object.values(result)[0],
        place: 'sent back whole',
      });
      await explorer.readAfter(resource, ids, {});
    }
  }
};

/** Every pair of steps of a record's life cycle: dates, flags and codes. */
const lives: Phase = async (explorer) => {
  for (const resource of creatable(explorer.only).filter(
    ({ depth, operations }) => depth < 2 && operations.update,
  )) {
    const steps = [...explorer.shapes.writable(resource.operations.update)].flatMap(
      ([name, field]): Fields[] => {
        const is = (schema: string) => field.nodes.includes(explorer.shapes.schema(schema));
        const codes = field.nodes
          .flatMap((node) => node.enum ?? [])
          .filter((each) => typeof each === 'number');
        const values = is('FlagInput') ? [true, false] : is('DateInput') ? [MOMENTS[0], ''] : codes;
        return values.map((value) => ({ [name]: value }));
      },
    );
    const [parents] = parentsOf(explorer, resource);
    for (const first of parents ? steps : []) {
      const chosen = explorer.some(steps);
      const ids = chosen.length > 0 && (await explorer.create(resource, parents as string[]));
      for (const next of ids ? [first, ...chosen] : []) await explorer.step(resource, ids as string[], next);
    }
  }
};

export const phases: Record<string, Phase> = {
  ...{ survey, furnish, wire, lists, links, fields, nested, ageing, lives },
  walks: (explorer) => walk(explorer, explorer.walks),
  'survey again': survey,
};

/** The parents that a resource can be in: the newest of the run, or existing ones if v1 cannot create them. */
function parentsOf(explorer: Explorer, { operations: { create, list }, depth }: Resource): string[][] {
  const operation = create ?? list;
  return depth === 0 ? [[]] : operation ? explorer.targets(operation, 1) : [];
}
