import { type OperationId, operationTable } from '@service-desk/client';
import { resourceOf } from '#description/operations';
import { entriesOf, OPERATIONS, placeOf, RECORDS, targetsOf } from '../v1/calls.ts';
import { type Check, differences } from './check.ts';
import { wrongQueries } from './lists.ts';
import { isPartOfUnlisted, type Subject } from './pools.ts';
import type { Answer, Ids, Thing } from './session.ts';
import { sightsOf } from './sightings.ts';
import { isSame } from './values.ts';

/** How many resources of an operation are read, and links of each followed: more in a run that only reads. */
const SAMPLES = { written: 4, found: 6 };

interface Place {
  operation: OperationId;
  ids: Ids;
}

const READS = OPERATIONS.filter((each) => operationTable[each].method === 'GET' && each !== 'beetils.get');

/**
 * Reads what lists and links lead to, starting with what this run created, so that all responses can be compared.
 *
 * @param found receives the ids of one item of each resource
 */
export async function agreement(check: Check, subjects: readonly Subject[], found: Map<string, Ids>) {
  const { session, conformance } = check;
  const samples = check.write ? SAMPLES.written : SAMPLES.found;
  const known = new Map<string, Ids[]>();
  const read = new Map<string, Promise<Answer>>();
  const learn = ({ operation, ids }: Place) => {
    if (ids.length === 0) return;
    const list = known.get(placeOf(operation)) ?? [];
    known.set(placeOf(operation), list);
    if (!list.some((each) => String(each) === String(ids))) list.push(ids);
  };
  const answerOf = ({ operation, ids }: Place): Promise<Answer> => {
    const key = `${operation} ${ids}`;
    const answer = read.get(key) ?? session.call(operation, ids);
    read.set(key, answer);
    return answer;
  };
  const targetOf = (link: unknown): Place | undefined => {
    const [, path] = /^(?:\/desk)?(?:\/external_api)?\/v1(\/.+)$/.exec(String(link)) ?? [];
    const address = path === undefined ? undefined : conformance.addressOf('GET', firstNameOf(path));
    return address && { operation: address.operation, ids: address.ids };
  };

  for (const { resource, ids } of subjects) {
    const parent = check.model.find(({ name }) => name === resource.parent)?.verbs.get;
    if (resource.verbs.get) learn({ operation: resource.verbs.get, ids });
    if (parent) learn({ operation: parent, ids: ids.slice(0, -1) });
  }
  for (const resource of check.model.filter(isPartOfUnlisted)) {
    const { list } = resource.verbs;
    const ids = list && check.only(list) ? await check.pools.inhabited(resource) : undefined;
    if (list && ids) known.set(placeOf(list).replace(/\/\w+$/, ''), [ids]);
  }
  // Pictures and priorities are found by the links of people and services.
  const { caller, people, services } = check.pools;
  for (const { thing } of sightsOf([caller, ...people, ...services]))
    for (const link of Object.values(thing)) {
      const target = /^\/external_api\//.test(String(link)) ? targetOf(link) : undefined;
      if (target) learn(target);
    }

  /** Reads the target of a link or an entry. Each response is compared with earlier ones as it is read. */
  async function follow(source: Place, at: string, target: Place): Promise<void> {
    const found = await answerOf(target);
    // Others may have deleted the target in the meantime.
    const again = found.ok ? undefined : await session.call(source.operation, source.ids);
    const isNamed = again?.text.includes(String(target.ids.at(-1))) ?? false;
    check.expect(!isNamed, 'linkNowhere', `${source.operation} ${at}`, found, found.errors);
  }

  async function visit(place: Place): Promise<void> {
    const { operation, ids } = place;
    const answer = await answerOf(place);
    if (!answer.ok) return;
    const get = operation.replace(/list$/, 'get') as OperationId;
    const isList = operationTable[operation].list && get in operationTable;
    const listed = isList ? entriesOf(answer.value).slice(0, samples) : [];
    const targets = listed.map(({ id }): Place => ({ operation: get, ids: [...ids, id] }));
    for (const target of targets) learn(target);
    // Parents are read even if they are not to be checked themselves.
    if (!check.only(operation)) return;
    await spellings(check, operation, ids, answer);
    await underAnother(place, placeOf(operation));
    if (ids.length > 0) {
      await isolation(check, place, answer);
      await wrongQueries(check, operation, ids);
    }
    for (const target of targets) await follow(place, '(entry)', target);
    // The items of a config type have no links.
    for (const item of entriesOf(answer.thing.config_items).slice(0, samples))
      await follow(place, 'config_items', { operation: 'configItems.get', ids: [item.id] });
    const followed = new Map<string, number>();
    for (const { thing, at } of sightsOf(answer.value)) {
      for (const [key, link] of Object.entries(thing)) {
        if (!key.endsWith('_link')) continue;
        const count = followed.get(`${at}.${key}`) ?? 0;
        followed.set(`${at}.${key}`, count + 1);
        if (count >= samples) continue;
        const target = targetOf(link);
        const literal = String(link).replace(/^.*?\/v1/, '');
        const isNowhere = !target || (literal !== firstNameOf(literal) && !(await session.get(literal)).ok);
        if (isNowhere)
          check.expectNone('linkNowhere', `${operation} ${at}`, await session.get(literal), [
            `${key}: ${link}`,
          ]);
        if (!target) continue;
        learn(target);
        await follow(place, `${at}.${key}`.replace(/^\./, ''), target);
      }
    }
    await childrenOf(check, place, answer, targetOf);
  }

  /** Checks that a part of one resource is not found under another. */
  async function underAnother({ operation, ids }: Place, own: string): Promise<void> {
    if (ids.length < 2 || !own.endsWith('/{}')) return;
    const parents = known.get(own.replace(/\/[^/]+\/\{\}$/, '')) ?? [];
    const other = parents.find((each) => String(each) !== String(ids.slice(0, -1)));
    const list = operation.replace(/get$/, 'list') as OperationId;
    if (!other || !(list in operationTable)) return;
    const listed = entriesOf((await answerOf({ operation: list, ids: other })).value);
    if (listed.some(({ id }) => String(id) === String(ids.at(-1)))) return;
    const answer = await session.call(operation, [...other, ids.at(-1)]);
    check.expect(!answer.ok, 'underAnother', operation, answer);
  }

  const visited = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    for (const operation of READS.filter((each) => check.only(each) || isAbove(each, check.only))) {
      await check.part('agreement', operation, async () => {
        for (const ids of targetsOf(operation, (at) => (known.get(at) ?? []).slice(0, samples))) {
          const key = `${operation} ${ids}`;
          if (visited.has(key)) continue;
          visited.add(key);
          await visit({ operation, ids });
        }
      });
    }
  }
  for (const operation of READS) {
    const [ids] = known.get(placeOf(operation)) ?? [];
    if (ids) found.set(resourceOf(operation), ids);
  }
  if (check.only('beetils.get')) await lookUp(check, known);
}

/** Whether a list has parents of resources that are to be checked. */
function isAbove(list: OperationId, only: Check['only']): boolean {
  const place = `${placeOf(list)}/{}`;
  const isOfRecords = RECORDS.includes(resourceOf(list));
  return OPERATIONS.filter(only).some(
    (each) => placeOf(each).startsWith(place) || (isOfRecords && /^(links|beetils)\./.test(each)),
  );
}

/** Checks that an address shows another account nothing, or its own resource of the same number. */
async function isolation({ other, ...check }: Check, { operation, ids }: Place, own: Answer): Promise<void> {
  if (!other) return;
  const answer = await other.call(operation, ids);
  const things = (value: unknown) =>
    (Array.isArray(value) ? entriesOf(value) : [value]).map((each) => JSON.stringify(each));
  const shared = answer.ok ? things(answer.value).filter((each) => things(own.value).includes(each)) : [];
  check.expect(shared.length === 0, 'shownToOther', operation, answer);
  const isRefused = answer.ok || answer.status !== 200 || /^no .+ found$/.test(answer.errors.join());
  check.expect(isRefused, 'learntByOther', operation, answer);
}

/** Checks that a number alone redirects to its record, with the same extension. */
async function lookUp({ session, ...check }: Check, known: ReadonlyMap<string, Ids[]>): Promise<void> {
  for (const type of RECORDS) {
    const [ids] = known.get(`/${type}/{}`) ?? [];
    for (const extension of ids ? ['.json', '.xml', ''] : []) {
      const answer = await session.call('beetils.get', ids, { extension });
      const location = answer.headers.get('location');
      const { pathname = '' } = URL.parse(location ?? '') ?? {};
      const leads = answer.status === 302 && pathname.endsWith(`/${type}/${ids}${extension}`);
      const place = `beetils.get ${type}${extension}`;
      check.expect(leads, 'numberAlone', place, answer, [`Location: received ${location}`]);
    }
  }
}

/** Checks that a read gets the same response with each extension. */
async function spellings({ session, ...check }: Check, operation: OperationId, ids: Ids, known: Answer) {
  for (const extension of ['', '.js', '.xml']) {
    const name = extension === '.xml' ? 'readInXml' : 'extension';
    await check.twice(name, `${operation} ${extension || 'no extension'}`, async (isAgain) => {
      const answer = await session.call(operation, ids, { extension });
      const plain = isAgain ? await session.call(operation, ids) : known;
      const lines = differences(plain.thing, answer.thing, Object.keys(plain.thing)).slice(0, 5);
      return { answer, lines, isWrong: !isSame(answer.value, plain.value) };
    });
  }
}

/** Checks that a list of parts is the same on its own as inside its parent. */
async function childrenOf(
  { session, model, ...check }: Check,
  { operation, ids }: Place,
  answer: Answer,
  targetOf: (link: unknown) => Place | undefined,
): Promise<void> {
  if (!operation.endsWith('.get')) return;
  const parent = operation.replace(/\.get$/, '');
  for (const { verbs } of model.filter((each) => each.parent === parent)) {
    const { list, get } = verbs;
    if (!list) continue;
    const isOwn = (entry: Thing) =>
      Object.entries(entry).some(([key, link]) => {
        const place = key.endsWith('_link') ? targetOf(link) : undefined;
        return place?.operation === get && place?.ids.slice(0, -1).join() === ids.join();
      });
    const ownIn = (array: unknown) => entriesOf(array).filter(isOwn);
    for (const key of Object.keys(answer.thing).filter((each) => ownIn(answer.thing[each]).length > 0)) {
      await check.twice('partsInside', list, async (isAgain) => {
        const whole = isAgain ? await session.call(operation, ids) : answer;
        const alone = await session.call(list, ids);
        const [inside, seen] = [ownIn(whole.thing[key]), entriesOf(alone.value)].map((each) =>
          each.map(({ id }) => id).join(),
        );
        const line = `${key}: ${inside} inside, ${seen} alone`;
        return { answer: alone, lines: inside === seen ? [] : [line] };
      });
    }
  }
}

/** An address with the main names of its segments, since links may use aliases. */
function firstNameOf(path: string): string {
  return path
    .replace(/^\/release\//, '/releases/')
    .replace('/records', '/release_records')
    .replace('/reviewers', '/review_users')
    .replace('/tests/', '/testers/');
}
