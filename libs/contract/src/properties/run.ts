import type { OperationId } from '@service-desk/client';
import type { Finding } from '../report/report.ts';
import type { Bundle, Conformance } from '../v1/conformance.ts';
import { agreement } from './agreement.ts';
import { type Check, type Fault, findingsOfFaults, PROPERTIES, type Property } from './check.ts';
import { echoOfCreate, echoOfUpdate, sentBackWhole } from './echo.ts';
import { modelOf } from './model.ts';
import { poolsOf, type Subject } from './pools.ts';
import { type Ids, type Session, sessionOf } from './session.ts';
import { wire } from './wire.ts';

/** What properties are run with. */
export interface PropertyOptions {
  /** The provider's address with its path prefix. */
  baseUrl: string;
  token: string;
  /** Sends each request: a transport that holds each answer against the description. */
  fetch: (request: Request) => Promise<Response>;
  bundle: Bundle;
  conformance: Conformance;
  only: (operation: OperationId) => boolean;
  /** Whether things may be created and changed. */
  write: boolean;
  /** A part that throws one of these ends all. */
  isEnd?: (error: unknown) => boolean;
}

/** What properties found. */
export interface PropertyResult {
  findings: Finding[];
  faults: Fault[];
  /** For each property the operations that it was looked at with, each with its fields. */
  coverage: Map<Property, Map<OperationId, Set<string>>>;
  calls: number;
}

/** Runs all properties. Never throws for a fault: it is a finding. */
export async function runProperties(options: PropertyOptions): Promise<PropertyResult> {
  const { bundle, conformance, only, write } = options;
  const faults: Fault[] = [];
  const coverage: PropertyResult['coverage'] = new Map();
  const model = modelOf(bundle);
  const session: Session = sessionOf(options.baseUrl, options.token, options.fetch);
  const pools = await poolsOf(session, model);
  const check: Check = {
    ...{ session, bundle, conformance, model, pools, only, write },
    held(property, operation, field) {
      const operations = coverage.get(property) ?? new Map<OperationId, Set<string>>();
      coverage.set(property, operations);
      const fields = operations.get(operation) ?? new Set();
      operations.set(operation, field === undefined ? fields : fields.add(field));
    },
    fault(property, place, text, { curl, status, text: body }, lines = [], row = PROPERTIES[property].row) {
      const answered = `answered HTTP ${status} ${body.length > 200 ? `${body.slice(0, 200)}…` : body}`;
      faults.push({
        property,
        row,
        place,
        text,
        seen: [curl, ...lines, ...(lines.length > 0 ? [] : [answered])],
      });
    },
    async part(property, place, run) {
      try {
        await run();
      } catch (error) {
        if (options.isEnd?.(error)) throw error;
        const { message, stack = '' } = error as Error;
        const at = /properties\/(\S+?)\)?$/m.exec(stack)?.[1] ?? '';
        faults.push({
          ...{
            property,
            row: PROPERTIES[property].row,
            place,
            text: 'this could not be looked at to its end',
          },
          seen: [`${message.split('\n')[0]} (${at})`],
        });
      }
    },
  };
  const subjects: Subject[] = [];
  if (write) {
    for (const resource of model) {
      if (!Object.values(resource.verbs).some(only)) continue;
      const place = resource.verbs.create as string;
      await check.part('echo', place, async () => {
        const [subject, neighbour] = await echoOfCreate(check, resource);
        if (!subject || !neighbour) return;
        subjects.push(subject);
        await check.part('echo', resource.verbs.update ?? place, () =>
          echoOfUpdate(check, subject, neighbour),
        );
        await check.part('absence', resource.verbs.update ?? place, () => sentBackWhole(check, subject));
      });
    }
  }
  await check.part('agreement', 'provider', () => agreement(check, subjects));
  const homes = new Map<string, Ids>(
    subjects.map(({ resource, ids }) => [resource.name, ids] as const).reverse(),
  );
  await check.part('wire', 'provider', () => wire(check, homes));
  return { findings: findingsOfFaults(faults), faults, coverage, calls: session.calls() };
}
