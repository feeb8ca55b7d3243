import { type OperationId, operationTable } from '@service-desk/client';
import { writeXml } from '../v1/bodies.ts';
import { type Explorer, type Resource, resources } from './explorer.ts';
import { spread } from './values.ts';
import { walk } from './walks.ts';

/** Part of a comparison, which asks about one matter after the other. */
type Phase = (explorer: Explorer) => Promise<void>;

type Fields = Record<string, unknown>;

const UNKNOWN = '99999999';
const RECORDS = ['incidents', 'problems', 'changes', 'releases'];
/** What is written into each field, whatever else is left out. */
const ESSENTIAL = new Set<unknown>(['', null, UNKNOWN]);
const MOMENT = '2031-03-04T05:06:07Z';
const NUMBERS = ['1', '2', '3', '100', '101', '0', '-1', '1.5', 'many', ''];
const STRANGERS = RECORDS.map((type) => `/${type}/{}`);

const reads = (Object.keys(operationTable) as OperationId[]).filter(
  (each) => operationTable[each].method === 'GET',
);

/** Every read of what is known, in JSON and once in XML. */
const survey: Phase = async (explorer) => {
  for (const operation of reads.filter(explorer.only)) {
    for (const [index, ids] of explorer.targets(operation).entries()) {
      await explorer.read(operation, ids);
      if (index > 0) continue;
      const { path } = operationTable[operation];
      const xml = path.replace('.{format}', '.xml');
      const filled = operationTable[operation].ids.reduce<string>(
        (at, name, each) => at.replace(`{${name}}`, ids[each] ?? ''),
        xml,
      );
      await explorer.pair.call({ method: 'GET', path: filled, operation });
    }
  }
};

/** Something of the run's own of each resource. */
const furnish: Phase = async (explorer) => {
  for (const round of [1, 2, 3]) {
    for (const resource of wanted(explorer)) {
      // One below the newest parent, and what is not below anything thrice.
      if (resource.depth > 0 && round > 2) continue;
      for (const parents of parentsOf(explorer, resource, 1)) await explorer.create(resource, parents);
    }
  }
};

/** Methods, tokens, extensions, prefixes, unknown addresses, and bodies that are none. */
const wire: Phase = async (explorer) => {
  const { pair } = explorer;
  const basic = (text: string) => ({ authorization: `Basic ${btoa(text)}` });
  for (const path of [
    '/nothing.json',
    '/incidents/1/nothing.json',
    '/.json',
    '',
    '/incidents.csv',
    '/incidents/1.2.json',
  ]) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) await pair.call({ method, path });
  }
  for (const operation of (Object.keys(operationTable) as OperationId[]).filter(explorer.only)) {
    const [ids] = explorer.targets(operation, 1);
    const { method, wrapper } = operationTable[operation];
    if (!ids) continue;
    const filled = operationTable[operation].ids.reduce<string>(
      (at, name, each) => at.replace(`{${name}}`, ids[each] ?? UNKNOWN),
      operationTable[operation].path.replace('.{format}', ''),
    );
    const send = (path: string, more: object = {}, verb: string = method) =>
      explorer.isChosen() ? pair.call({ method: verb, path, operation, ...more }) : undefined;
    const wrong = method === 'DELETE' ? { authorization: basic('x:wrong').authorization } : undefined;
    const headers = [
      { authorization: '' },
      basic('x:wrong'),
      basic('wrong'),
      { authorization: 'Bearer wrong' },
      { authorization: 'Basic !' },
    ];
    for (const each of headers) await send(`${filled}.json`, { headers: each });
    if (wrong) continue;
    for (const each of ['PATCH', ...(method === 'GET' ? ['HEAD', 'DELETE', 'PUT', 'POST'] : [])]) {
      const others = (Object.keys(operationTable) as OperationId[]).some(
        (other) =>
          operationTable[other].path === operationTable[operation].path &&
          operationTable[other].method === each,
      );
      if (!others) await send(`${filled}.json`, { operation: undefined }, each);
    }
    if (method === 'GET') {
      for (const extension of ['', '.js', '.xml', '.JSON', '.json/', '.html']) await send(filled + extension);
      for (const prefix of ['/external_api/v1', '/desk/external_api/v1']) {
        if (new URL(pair.options.provider.baseUrl).pathname === '/v1') await send(`/${prefix}${filled}.json`);
      }
      continue;
    }
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '"text"',
      '{}',
      '{"nothing":{}}',
      '{"a":1,"a":',
      '\ufeff{}',
      '<hash><a></hash>',
    ];
    const wraps = wrapper
      ? [null, [], '', 'text', {}, 5].map((each) => JSON.stringify({ [wrapper]: each }))
      : [];
    for (const body of [...bodies, ...wraps]) await send(`${filled}.json`, { body });
    const fields = wrapper ? { [wrapper]: { nothing: 1 } } : { nothing: 1 };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'image/png']) {
      for (const body of ['', 'a=b&c', JSON.stringify(fields), writeXml(fields)]) {
        await send(`${filled}.json`, { body, headers: { 'content-type': type } });
      }
    }
  }
};

/** The parameters of each read, one by one and two at a time. */
const lists: Phase = async (explorer) => {
  for (const operation of reads.filter(explorer.only)) {
    const parameters = explorer.shapes.parameters(operation).filter((each) => each.in === 'query');
    const [ids] = explorer.targets(operation, 1);
    if (!ids) continue;
    const choices = parameters.map((parameter) => {
      const { name, schema, 'x-kind': kind } = parameter;
      const allowed = (schema.enum ?? []).map(String);
      const named = spread(explorer.pair.names.known(kind ?? ''), 5);
      if (kind)
        return [...named, named.slice(0, 2).join(','), UNKNOWN, 'abc', ''].map((value) => `${name}=${value}`);
      if (allowed.length > 0) return [...allowed, 'nothing', ''].map((value) => `${name}=${value}`);
      if (schema.type === 'integer') return NUMBERS.map((value) => `${name}=${value}`);
      const dates = ['2010-03-01', '2010-03-24', '2099-01-01', '10 Feb 2011, 15:37', 'soon', ''];
      const flags = ['true', '1', '0', 'false', '', 'yes'];
      return (name.endsWith('_date') ? dates : flags).map((value) => `${name}=${value}`);
    });
    for (const [index, one] of choices.entries()) {
      for (const query of one)
        if (explorer.isChosen()) await explorer.read(operation, ids, { query, place: query });
      for (const other of choices.slice(index + 1)) {
        for (const each of spread(one, 3)) {
          for (const next of spread(other, 3))
            if (explorer.isChosen()) await explorer.read(operation, ids, { query: `${each}&${next}` });
        }
      }
    }
  }
};

/** Links between each two types, wrong ones, several at once, and their removal. */
const links: Phase = async (explorer) => {
  const { pair } = explorer;
  const linkable = RECORDS.filter((type) => explorer.only(`${type}.get` as OperationId));
  if (!explorer.only('links.create')) return;
  const newest = (type: string) =>
    explorer.targets(`${type}.get` as OperationId, 2).map(([id]) => id as string);
  for (const type of linkable) {
    const [from = UNKNOWN] = newest(type);
    for (const other of linkable) {
      const [, to = UNKNOWN] = newest(other);
      const field = `${other.slice(0, -1)}_id`;
      const both = [from, to].map((id, index) => [index === 0 ? type : other, id]);
      for (const value of [to, to, from, UNKNOWN, '', null, 'abc', [to]]) {
        if (!explorer.isChosen()) continue;
        await pair.ask('links.create', [type, from], { fields: { [field]: value }, place: field });
        for (const ids of both) await pair.ask('links.list', ids);
      }
      for (const [kind = '', id = ''] of both) await pair.ask(`${kind}.get` as OperationId, [id]);
      await pair.ask('links.create', [type, from], { fields: { [field]: to, incident_id: UNKNOWN } });
      for (const end of [to, from, UNKNOWN]) await pair.ask('links.get', [type, from, other, end]);
      for (const end of [to, to, UNKNOWN]) await pair.ask('links.delete', [type, from, other, end]);
      for (const ids of both) await pair.ask('links.list', ids);
    }
    for (const fields of [{}, { nothing: 1 }, { incident_id: from, change_id: UNKNOWN }]) {
      await pair.ask('links.create', [type, from], { fields });
    }
  }
};

/** Each value of each field, written when a thing is made and afterwards. */
const fields: Phase = async (explorer) => {
  for (const resource of wanted(explorer)) {
    const { create, update } = resource.operations;
    const [parents] = parentsOf(explorer, resource, 1);
    if (!parents) continue;
    if (create) {
      const all = [...explorer.shapes.writable(create)];
      const most = Math.max(...all.map(([, field]) => explorer.values(field).good.length));
      const size = 5;
      for (let index = 0; index < most; index += 1) {
        for (let from = 0; from < all.length; from += size) {
          const chosen = all.slice(from, from + size).flatMap(([name, field]) => {
            const { good } = explorer.values(field);
            return index < good.length ? [[name, good[index]] as const] : [];
          });
          if (chosen.length === 0 || !explorer.isChosen(index === 0)) continue;
          const place = chosen.map(([name]) => name).join(', ');
          if (await explorer.create(resource, parents, Object.fromEntries(chosen), place)) continue;
          for (const [name, value] of chosen)
            await explorer.create(resource, parents, { [name]: value }, name);
        }
      }
      for (const [name, field] of all) {
        for (const value of explorer.values(field).bad) {
          if (explorer.isChosen(ESSENTIAL.has(value)))
            await explorer.create(resource, parents, { [name]: value }, name);
        }
      }
    }
    const target = update && ((await explorer.create(resource, parents)) ?? explorer.targets(update, 1)[0]);
    if (!update || !target) continue;
    for (const [name, field] of explorer.shapes.writable(update)) {
      const { good, bad } = explorer.values(field);
      for (const [index, value] of [...good, ...bad].entries()) {
        if (!explorer.isChosen(index < 2 || ESSENTIAL.has(value))) continue;
        // What is refused clears nothing: a value stands there that a blank would clear.
        if (index >= good.length && good.length > 0)
          await explorer.update(resource, target, { [name]: good[index % good.length] }, name);
        await explorer.update(resource, target, { [name]: value }, name);
      }
    }
  }
};

/** Addresses in which an id is unknown, another parent's, another type's, or none; kinds of notes; deleting twice. */
const nested: Phase = async (explorer) => {
  const { pair } = explorer;
  for (const resource of resources) {
    const { get, list, update, delete: remove } = resource.operations;
    for (const operation of [get, list, update, remove]) {
      if (!operation || !explorer.only(operation)) continue;
      const [target, other] = explorer.targets(operation, 2);
      if (!target) continue;
      const kinds = explorer.shapes
        .parameters(operation)
        .filter(({ in: where, name }) => where === 'path' && name !== 'format');
      for (const position of target.keys()) {
        // An id of another kind may happen to be one of this kind on one side alone.
        const isRecord = kinds[position]?.['x-kind'] === 'record';
        const strangers = (isRecord ? STRANGERS : []).flatMap((place) =>
          explorer.known(place, 1).map(([id]) => id as string),
        );
        for (const id of [
          UNKNOWN,
          '0',
          'abc',
          '-1',
          ...strangers,
          ...(other ? [other[position] as string] : []),
        ]) {
          if (id === target[position] || !explorer.isChosen()) continue;
          // Nothing but what the run made is changed or deleted.
          if (operation === remove && explorer.isStranger(operation, target.with(position, id))) continue;
          await pair.ask(
            operation,
            target.with(position, id),
            operation === update ? { fields: { nothing: 1 } } : {},
          );
        }
      }
    }
    const noteTypes =
      get && explorer.shapes.parameters(get).find(({ name }) => name === 'note_type')?.schema.enum;
    for (const kind of noteTypes ?? []) {
      if (!explorer.only(get as OperationId) || !explorer.isChosen()) continue;
      const [target] = explorer.targets(get as OperationId, 1);
      if (!target) continue;
      const query = `note_type=${kind}`;
      await pair.ask(get as OperationId, target, { query, place: query });
      const made = { query, fields: { note: `A note of kind ${kind}.` }, place: query };
      const { create } = resource.operations;
      if (!create) continue;
      await pair.ask(create, target.slice(0, -1), made);
      await explorer.lookAfter(resource, target, {});
    }
    for (const target of remove && explorer.only(remove) ? await ownOf(explorer, resource) : []) {
      await pair.ask(remove as OperationId, target);
      await explorer.lookAfter(resource, target, {});
      await pair.ask(remove as OperationId, target);
      if (update) await pair.ask(update, target, { fields: {} });
    }
  }
};

/** What moves when time passes: the order of activity, and what is new once more. */
const ageing: Phase = async (explorer) => {
  for (const resource of wanted(explorer).filter(({ name }) => RECORDS.includes(name))) {
    const { update, list } = resource.operations as Required<Resource['operations']>;
    const made: string[][] = [];
    for (let each = 0; each < 3; each += 1) {
      const ids = await explorer.create(resource, []);
      if (ids) made.push(ids);
      await explorer.pair.pass(1);
    }
    const orders = explorer.shapes.parameters(list).find(({ name }) => name === 'order')?.schema.enum ?? [''];
    for (const ids of made) {
      await explorer.update(resource, ids, { title: 'Changed later.' });
      await explorer.pair.pass(1);
      for (const order of orders) await explorer.read(list, [], { query: `order=${order}&limit=5` });
    }
    // A record that was read and is sent back whole changes nothing.
    for (const ids of made.slice(0, 1)) {
      const read = await explorer.read(resource.operations.get as OperationId, ids);
      const whole = Object.values(read.result)[0];
      await explorer.pair.ask(update, ids, { fields: whole, place: 'sent back whole' });
      await explorer.lookAfter(resource, ids, {});
    }
  }
};

/** Every two steps of a record's life, one after the other: dates, flags and codes. */
const lives: Phase = async (explorer) => {
  for (const resource of wanted(explorer)) {
    const { update } = resource.operations;
    if (!update || resource.depth > 1) continue;
    const steps = [...explorer.shapes.writable(update)].flatMap(([name, field]): Fields[] => {
      const allowed =
        field.nodes.find((node) => node.enum)?.enum?.filter((each) => typeof each === 'number') ?? [];
      if (field.nodes.includes(explorer.shapes.schema('FlagInput')))
        return [{ [name]: true }, { [name]: false }];
      if (field.nodes.includes(explorer.shapes.schema('DateInput')))
        return [{ [name]: MOMENT }, { [name]: '' }];
      return allowed.map((value) => ({ [name]: value }));
    });
    const [parents] = parentsOf(explorer, resource, 1);
    if (!parents) continue;
    for (const first of steps) {
      const chosen = steps.filter(() => explorer.isChosen());
      const ids = chosen.length > 0 && (await explorer.create(resource, parents));
      if (!ids) continue;
      for (const next of [first, ...chosen]) await explorer.step(resource, ids, next);
    }
  }
};

/** The parts of a comparison, in their order. */
export const phases: Record<string, Phase> = {
  ...{ survey, furnish, wire, lists, links, fields, nested, ageing, lives },
  walks: (explorer) => walk(explorer, explorer.walks),
  'survey again': survey,
};

function wanted(explorer: Explorer): Resource[] {
  return resources.filter(
    ({ name, operations: { create } }) => create && name !== 'links' && explorer.only(create),
  );
}

/** Where something of a resource can be: in what the run made, or what is there where v1 makes none. */
function parentsOf(
  explorer: Explorer,
  { operations: { create, list }, depth }: Resource,
  most: number,
): string[][] {
  const operation = create ?? list;
  return depth === 0 ? [[]] : operation ? explorer.targets(operation, most) : [];
}

async function ownOf(explorer: Explorer, resource: Resource): Promise<string[][]> {
  const [parents] = parentsOf(explorer, resource, 1);
  const made = parents && (await explorer.create(resource, parents));
  return made ? [made] : [];
}
