import { type OperationId, operationTable } from '@service-desk/client';
import { conformanceTo } from '#description/conformance';
import { type Description, readDescription } from '#description/description';
import { resourceOf } from '#description/operations';
import { resourcesOf } from '#description/resources';
import { fieldNamesOf } from '#description/schemas';
import type { Finding } from '../report/report.ts';
import { singularOf } from '../v1/bodies.ts';
import { RECORDS } from '../v1/calls.ts';
import { agreement } from './agreement.ts';
import { activity, defaultsOf, sums } from './authors.ts';
import {
  type Check,
  type Fault,
  faultsTo,
  findingsOfFaults,
  PROPERTIES,
  type Property,
  resourceAt,
} from './check.ts';
import { colleagues } from './colleagues.ts';
import { deletion } from './deletion.ts';
import { echoOfCreate, echoOfUpdate, sentBackWhole } from './echo.ts';
import { crowd, lists } from './lists.ts';
import { livesOf } from './lives.ts';
import { type Pools, poolsOf, type Subject } from './pools.ts';
import { refusalOfCreate, refusalOfUpdate } from './refusal.ts';
import { type Ids, type Session, sessionOf } from './session.ts';
import { type Sightings, sightingsOf } from './sightings.ts';
import { noteTypes, spellingOfCallers, spellingOfDates, spellingOfWrites } from './spelling.ts';
import { checkHeaders, checkXmlNames, limitChecker, wire } from './wire.ts';

/** Options of {@link runProperties}. */
export interface PropertyOptions {
  /** The provider's address with its path prefix. */
  baseUrl: string;
  token: string;
  /** Sends each request, such as a transport that also checks each response. Default: `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** Limits the run to the operations that this returns true for, and what they need. */
  only?: (operation: OperationId) => boolean;
  /** A token of another account at the same provider: nothing of this account may be visible with it. */
  otherToken?: string | undefined;
  /** A token of another person of the same account, who reads and writes the same resources in their own name. */
  colleagueToken?: string | undefined;
  /** Whether the run may create and change resources. */
  write: boolean;
  /** The bundled description that the provider is checked against. Default, that of this version. */
  bundle?: Description;
  /** Called with each fault as soon as it is found. */
  onFault?: (fault: Fault) => void;
  /** Whether an error ends the run, such as an exceeded rate limit. Other errors become findings. */
  isEnd?: (error: unknown) => boolean;
}

/** The result of a run. */
export interface PropertyResult {
  findings: Finding[];
  faults: Fault[];
  /** The operations that each property was checked for, each with its fields. */
  coverage: Map<Property, Map<OperationId, Set<string>>>;
  calls: number;
}

/** Runs all properties. A fault becomes a finding and is never thrown. */
export async function runProperties(options: PropertyOptions): Promise<PropertyResult> {
  const { write, only = () => true, isEnd = () => false, bundle = readDescription() } = options;
  const conformance = conformanceTo<OperationId>(bundle);
  const faults: Fault[] = [];
  const coverage: PropertyResult['coverage'] = new Map();
  const model = resourcesOf<OperationId>(bundle);
  const report = (fault: Fault) => {
    faults.push(fault);
    options.onFault?.(fault);
  };
  const reporter = faultsTo(report);
  const names = fieldNamesOf(bundle);
  const ownSightings = sightingsOf(bundle, reporter);
  const session = sessionFor(options.token, ownSightings);
  const { otherToken, colleagueToken } = options;
  const other = otherToken === undefined ? undefined : sessionFor(otherToken, sightingsOf(bundle, reporter));
  const colleague = colleagueToken === undefined ? undefined : sessionFor(colleagueToken, ownSightings);

  /** A session that checks the headers and XML names of each response, and compares it with earlier responses. */
  function sessionFor(token: string, sightings: Sightings): Session {
    const checkLimit = limitChecker(reporter);
    return sessionOf(options.baseUrl, token, options.fetch ?? fetch, names, async (answer) => {
      const { method, path, query } = answer.request;
      const { operation, ids = [] } = conformance.addressOf(method, path) ?? {};
      checkHeaders(reporter, answer, operation ?? 'provider');
      checkLimit(answer, operation ?? 'provider');
      if (path.endsWith('.xml') && answer.body) checkXmlNames(reporter, operation ?? 'provider', answer);
      if (!operation || !answer.ok) return;
      const [asked, received] = [ids.at(-1), answer.thing.id].map(String) as [string, string];
      if (method !== 'POST' && /^\d+$/.test(asked) && answer.thing.id !== undefined)
        reporter.expect(asked === received, 'anotherThing', operation, answer, [
          `id: expected ${asked}, received ${received}`,
        ]);
      // A write returns the new state, a delete the last one.
      if (method === 'POST' || method === 'PUT') sightings.forget('write');
      // The content of a detail may depend on its query, such as the tasks of a person.
      if (operationTable[operation].list || query.size === 0) await sightings.see(operation, answer);
      if (method === 'DELETE') sightings.forget('delete');
    });
  }

  function covered(property: Property, place: string): void {
    const [operation = '', ...field] = place.split(' ');
    if (!(operation in operationTable)) return;
    const operations = coverage.get(property) ?? new Map<OperationId, Set<string>>();
    coverage.set(property, operations);
    const fields = operations.get(operation as OperationId) ?? new Set();
    operations.set(operation as OperationId, field.length > 0 ? fields.add(field.join(' ')) : fields);
  }

  let pools: Pools;
  try {
    pools = await poolsOf(session, model);
  } catch (error) {
    if (isEnd(error)) throw error;
    const why = [`the first requests of the run failed: ${(error as Error).message}`];
    const beginning = { resource: 'provider', promise: 'properties can be checked', reference: 'envelope.1' };
    const findings: Finding[] = [{ ...beginning, outcome: 'broken', seen: why }, ...findingsOfFaults(faults)];
    return { findings, faults, coverage, calls: session.calls() };
  }
  const check: Check = {
    ...{ session, other, colleague, bundle, conformance, model, pools, only, write },
    ...faultsTo(report, covered),
    async part(property, place, run) {
      try {
        await run();
      } catch (error) {
        if (isEnd(error)) throw error;
        const { message, stack = '' } = error as Error;
        const at = /properties\/(\S+?)\)?$/m.exec(stack)?.[1] ?? '';
        const text = 'the check ended with an error';
        report({
          property,
          row: PROPERTIES[property][1],
          place,
          text,
          seen: [`${message.split('\n')[0]} (${at})`],
        });
      }
    },
  };
  const pairs: [subject: Subject, neighbour: Subject][] = [];
  const clock = { last: 0 };
  const writing = write ? model.filter(({ verbs }) => Object.values(verbs).some(only)) : [];
  for (const resource of writing) {
    const { create: place, update = place } = resource.verbs as { create: OperationId; update?: OperationId };
    await check.part('whoAndWhen', place, () => defaultsOf(check, resource, clock));
    await check.part('echo', place, async () => {
      const [subject, neighbour, ...others] = await echoOfCreate(check, resource);
      if (!subject || !neighbour) return;
      pairs.push([subject, neighbour]);
      await check.part('lives', place, () => livesOf(check, resource));
      await check.part('spelling', place, () => spellingOfWrites(check, resource));
      await check.part('spelling', place, () => spellingOfDates(check, subject));
      await check.part('spelling', place, () => noteTypes(check, resource));
      await check.part('refusal', place, () => refusalOfCreate(check, resource));
      await check.part('echo', update, () => echoOfUpdate(check, subject, [neighbour, ...others]));
      await check.part('absence', update, () => sentBackWhole(check, subject));
      await check.part('refusal', update, () => refusalOfUpdate(check, subject));
    });
  }
  if (write) await check.part('whoAndWhen', 'timeEntries.create', () => sums(check));
  const subjects = pairs.map(([subject]) => subject);
  // A link appears in both records, and is read from either.
  const linked = RECORDS.flatMap((name) => subjects.find(({ resource }) => resource.name === name) ?? []);
  if (only('links.create'))
    await check.part('agreement', 'links.create', async () => {
      for (const [index, { resource, ids }] of linked.entries())
        for (const other of linked.slice(index + 1)) {
          const body = { [`${singularOf(other.resource.name)}_id`]: other.ids[0] };
          const canBeLinked = !(resource.name === 'problems' && other.resource.name === 'releases');
          if (canBeLinked) await session.call('links.create', [resource.name, ...ids], { body });
        }
    });
  if (write) await check.part('lists', 'provider', () => crowd(check));
  await check.part('lists', 'provider', () => lists(check));
  if (only('users.current'))
    await check.part('spelling', 'users.current', () => spellingOfCallers(check, options.token));
  const found = new Map<string, Ids>();
  await check.part('agreement', 'provider', () => agreement(check, subjects, found));
  // Parents are sent back whole as well, with their parts in them.
  for (const resource of model.filter(({ name }) => subjects.some((each) => each.resource.parent === name)))
    await check.part('absence', resource.name, async () => {
      const part = subjects.find((each) => each.resource.parent === resource.name) as Subject;
      await sentBackWhole(check, { resource, ids: part.ids.slice(0, -1) });
    });
  await check.part('whoAndWhen', 'provider', () => activity(check, subjects));
  await check.part('whoAndWhen', 'provider', () => colleagues(check, subjects));
  const homes = new Map(subjects.map(({ resource, ids }) => [resource.name, ids] as const).reverse());
  await check.part('wire', 'provider', () => wire(check, homes, found));
  for (const [subject, neighbour] of pairs.toReversed())
    await check.part('lives', subject.resource.name, () => deletion(check, neighbour, subject, subjects));
  const findings = [...findingsOfFaults(faults), ...keptOf(coverage, faults)];
  return { findings, faults, coverage, calls: session.calls() };
}

/** A finding for each property and resource without faults. */
function keptOf(coverage: PropertyResult['coverage'], faults: readonly Fault[]): Finding[] {
  return [...coverage].flatMap(([property, operations]) => {
    const [promise, reference] = PROPERTIES[property];
    const resources = Map.groupBy(operations, ([operation]) => resourceOf(operation));
    const broken = faults.filter((each) => each.property === property).map(resourceAt);
    return [...resources]
      .filter(([resource]) => !broken.includes(resource))
      .map(([resource, looked]): Finding => {
        const fields = looked.reduce((sum, [, each]) => sum + each.size, 0);
        const of = `${looked.length} operations${fields > 0 ? `, ${fields} fields and forms` : ''}`;
        return { resource, promise: `${promise} (${of})`, reference, outcome: 'kept', seen: [] };
      });
  });
}
