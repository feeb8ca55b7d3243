import type { OperationId } from '@service-desk/client';
import type { Conformance } from '#description/conformance';
import type { Description } from '#description/description';
import { resourceOf } from '#description/operations';
import type { Finding } from '../report/report.ts';
import { shown } from '../v1/bodies.ts';
import type { Resource } from './model.ts';
import type { Pools } from './pools.ts';
import type { Answer, Session, Thing } from './session.ts';
import { isUnset } from './values.ts';

/**
 * The properties, which apply to every operation and field: the text, the row of docs/limitations.md that says so, and
 * further rows that the property checks beside those of its faults.
 */
export const PROPERTIES = {
  echo: [
    'a written value is read back',
    'blank.5',
    'blank.1 blank.2 blank.3 blank.6 changes.7 changes.15 config.10 config.12 formats.5 formats.6 issues.5 notes.2',
    'people.2 people.4 people.5 problems.4 problems.5 records.3 releases.8 releases.10 writes.3 writes.7 writes.10',
    'callers.3 changes.8 publications.1 records.2 releases.7 time.3',
  ],
  agreement: [
    'a resource has the same values in every response',
    'lists.14',
    'changes.14 formats.2 lists.12 records.5 releases.12 reviewers.4',
  ],
  frame: ['a write changes what it names, and nothing else', 'blank.5', 'reviewers.2'],
  absence: ['fields that are not sent stay as they are, and blank values clear', 'blank.5', 'testers.2'],
  refusal: [
    'invalid input is refused with the right error text, and nothing is written',
    'envelope.5',
    'config.6 envelope.8 envelope.9 issues.1 people.3 records.1',
  ],
  spelling: ['every accepted form of a request gets the same response', 'formats.1'],
  lists: [
    'pages, filters, orders and totals agree with the records',
    'lists.7',
    'lists.1 lists.9 lists.10 testers.5',
  ],
  whoAndWhen: [
    'authors are the caller, and times are the time of the call',
    'writes.9',
    'changes.2 changes.13 due.3 issues.3 notes.6 releases.2 writes.1',
  ],
  lives: [
    'records follow their life cycle, and each transition sets and clears the related fields',
    'envelope.13',
    'changes.3 changes.4 changes.6 changes.9 changes.12 incidents.1 incidents.2 incidents.4 incidents.5 problems.1',
    'changes.16 incidents.6 problems.2 problems.6 problems.7 releases.3 releases.4 releases.5 releases.6 releases.9 releases.11',
  ],
  wire: [
    'status, headers and envelope are as described, for any request',
    'envelope.3',
    'callers.4 envelope.2 envelope.4',
  ],
  isolation: ['nothing of this account is visible to another', 'envelope.11'],
} as const satisfies Record<string, readonly [promise: string, row: string, ...others: string[]]>;

export type Property = keyof typeof PROPERTIES;

/** The faults of each property, with their row. `{}` stands for what differs from place to place. */
const FAULTS = {
  createRefused: ['echo', 'blank.5', 'a create with valid values is refused'],
  updateRefused: ['echo', 'blank.5', 'an update with a valid value is refused'],
  writtenOtherwise: ['echo', 'blank.5', 'a written field ({}) has a different value when it is read back'],
  sameAgain: ['echo', 'blank.5', 'a second create with the same values creates nothing'],
  watchedTwice: ['echo', 'watches.1', 'a person or an address watches twice'],
  deletedAgain: ['echo', 'envelope.13', 'what was deleted is not created again'],

  readOtherwise: ['agreement', 'lists.14', 'a field has different values in two responses'],
  anotherThing: ['agreement', 'lists.14', 'the response is of a different resource than the request'],
  fieldMissing: ['agreement', 'lists.14', 'a field that every example has is missing'],
  doubledField: ['agreement', 'lists.14', 'a field differs from the field that it doubles'],
  readByColleague: ['agreement', 'lists.14', 'a colleague gets a different response'],
  answerOfUpdate: ['agreement', 'lists.14', 'the response of a write differs from the following read'],
  partsInside: ['agreement', 'lists.14', 'a list of parts differs from the same list inside its parent'],
  underAnother: ['agreement', 'lists.14', 'a part of one resource is found under another'],
  linkForm: ['agreement', 'dates.3', 'a link is not a path of v1 without an extension'],
  linkElsewhere: ['agreement', 'dates.3', 'a link leads to a different resource'],
  linkNowhere: ['agreement', 'dates.3', 'a link leads nowhere'],
  numberAlone: ['agreement', 'beetils.1', 'a reference number alone does not redirect to its record'],

  answerOfCreate: ['frame', 'blank.5', 'the response of a create differs from the following read'],
  fieldBeside: ['frame', 'blank.5', 'a write changed a field that it does not name'],
  besideUpdate: ['frame', 'blank.5', 'an update changed another resource'],
  besideDeletion: ['frame', 'blank.5', 'a delete changed another resource'],
  parentOfPart: ['frame', 'blank.5', 'a write to a part changed its parent'],

  clearRefused: ['absence', 'blank.5', 'clearing a field is refused'],
  clearIgnored: ['absence', 'blank.5', 'a blank value does not clear a field'],
  blankInCreate: ['absence', 'blank.5', 'a field sent as {} in a create is not treated as absent'],
  sentBackRefused: ['absence', 'writes.8', 'sending a record back as it was read is refused'],
  sentBackChanges: ['absence', 'blank.5', 'sending a record back as it was read changes it'],

  mandatoryCleared: ['refusal', 'envelope.5', 'a mandatory field can be cleared'],
  wrongValue: ['refusal', 'envelope.10', 'an invalid value ({}) is not refused with the right error text'],
  wrongCreate: ['refusal', 'envelope.6', 'an invalid create is not refused with the right error text'],
  wrongStep: [
    'refusal',
    'incidents.3',
    'a transition that is not allowed is not refused with the right error text',
  ],
  wrongPage: ['refusal', 'lists.7', 'an invalid query parameter is not refused with the right error text'],
  wrongOrder: ['refusal', 'lists.6', 'an invalid query parameter is not refused with the right error text'],
  wrongDay: ['refusal', 'time.4', 'an invalid query parameter is not refused with the right error text'],
  wrongName: ['refusal', 'lists.4', 'an invalid query parameter is not refused with the right error text'],
  wrongNoteType: ['refusal', 'notes.1', 'an unknown note_type is not refused with the right error text'],
  unwrapped: ['refusal', 'envelope.6', 'fields outside their wrapper are accepted'],
  refusedStep: ['refusal', 'envelope.5', 'a refused transition changed the record'],
  refusedUpdate: ['refusal', 'envelope.5', 'a refused update wrote a field'],
  refusedCreate: ['refusal', 'envelope.5', 'a refused create created a resource'],
  refusedNote: ['refusal', 'notes.1', 'a refused request changed a note'],

  extension: ['spelling', 'formats.1', 'another extension gives a different response'],
  readInXml: ['spelling', 'formats.2', 'the response in XML has different values than in JSON'],
  namesInXml: ['spelling', 'formats.2', 'the response in XML has wrong element names or types'],
  writtenInXml: ['spelling', 'formats.2', 'the same fields sent as {} and as JSON give different results'],
  writtenInForm: ['spelling', 'formats.3', 'the same fields sent as {} and as JSON give different results'],
  token: ['spelling', 'callers.5', 'an accepted form of the token is refused'],
  formsOfDate: ['spelling', 'dates.1', 'different notations of one date give different times'],
  noteType: ['spelling', 'notes.1', 'note_type does not take precedence over the address'],

  once: ['lists', 'lists.8', 'a list and its totals disagree'],
  standsTwice: ['lists', 'lists.8', 'an entry appears twice in a list'],
  order: ['lists', 'lists.11', 'a list is in the wrong order'],
  orderOfIncidents: ['lists', 'lists.6', 'a list is in the wrong order'],
  orderOfTime: ['lists', 'time.4', 'a list is in the wrong order'],
  limit: ['lists', 'lists.7', 'the pages put together are not the list'],
  per_page: ['lists', 'lists.7', 'per_page does not work as an alias of limit'],
  cap: ['lists', 'lists.7', 'a limit above 100 is not reduced to 100'],
  default: ['lists', 'lists.7', 'a page without a limit has the wrong size'],
  past: ['lists', 'lists.7', 'a page past the end is not an empty page with the totals'],
  service_ids: ['lists', 'lists.4', 'a filter returns other entries than their fields imply'],
  selected_user_id: ['lists', 'lists.2', 'a filter returns other entries than their fields imply'],
  include_watchlisted: ['lists', 'lists.3', 'a filter returns other entries than their fields imply'],
  service_id: ['lists', 'people.1', 'a filter returns other entries than their fields imply'],
  start_date: ['lists', 'time.4', 'a filter returns other entries than their fields imply'],
  serviceUnlisted: ['lists', 'callers.1', 'the service of a visible record is not listed'],
  count: ['lists', 'lists.13', 'a count differs from the total of its list'],
  madeTwice: ['lists', 'lists.7', 'a create created more than one resource'],
  partsMade: ['lists', 'notes.5', 'a list of parts does not show each created part once, oldest first'],

  otherCaller: ['whoAndWhen', 'callers.1', 'the caller is a different person'],
  beginning: ['whoAndWhen', 'writes.4', 'a field of a new resource has the wrong default'],
  earlier: [
    'whoAndWhen',
    'writes.9',
    'created_at is earlier than that of an older resource, or in the future',
  ],
  timeOfChange: ['whoAndWhen', 'writes.9', 'a change does not update the time of the last change'],
  authorOfChange: ['whoAndWhen', 'writes.9', 'the author of the last change is not the caller'],
  activityByNote: ['whoAndWhen', 'writes.9', 'a note does not update the last activity of its record'],
  activityByPart: [
    'whoAndWhen',
    'writes.9',
    'a part other than a note updates the last activity of its record',
  ],
  changeOfColleague: ['whoAndWhen', 'writes.9', 'an update by a colleague is not made, or not in their name'],
  madeByColleague: [
    'whoAndWhen',
    'writes.9',
    'a resource created by a colleague is not in their name, or not visible to the caller',
  ],
  sum: ['whoAndWhen', 'time.2', 'the total time of a record is not the sum of its entries'],

  stepRefused: ['lives', 'envelope.13', 'an allowed transition is refused'],
  stepEffect: ['lives', 'envelope.13', 'a transition sets or clears the wrong fields'],
  closedListed: ['lives', 'lists.1', 'a closed record is still listed'],
  openUnlisted: ['lives', 'lists.1', 'an open record is not listed'],
  deletedAnswer: ['lives', 'envelope.13', 'the response of a delete is not the resource as it last was'],
  deletedListed: ['lives', 'envelope.13', 'a deleted resource is still listed'],
  latestNote: ['lives', 'notes.7', 'latest_note is not the newest remaining note'],

  envelope: ['wire', 'envelope.1', 'a response is not an envelope'],
  mediaType: ['wire', 'envelope.3', 'a response is not declared as {} in UTF-8'],
  limitHeaders: ['wire', 'limits.3', 'some responses have the headers of the rate limit, and others do not'],
  unauthorized: ['wire', 'envelope.3', 'a request without a valid token is not refused as unauthorized'],
  head: ['wire', 'envelope.3', 'the response to HEAD differs from that to GET'],
  unknownAddress: ['wire', 'envelope.3', 'an unknown path does not return 404'],
  unknownMethod: ['wire', 'envelope.3', 'a method that a path does not support does not return 405'],
  unknownThing: [
    'wire',
    'envelope.7',
    'a request for a resource that does not exist is not refused with the right error text',
  ],
  unreadable: ['wire', 'envelope.12', 'a malformed body is not refused with the right error text'],
  wrapperMissing: [
    'wire',
    'envelope.6',
    'a body without its wrapper is not refused with the right error text',
  ],
  deletedThing: ['wire', 'envelope.13', 'a deleted resource is still found'],
  partOfAnother: ['wire', 'notes.1', 'a part of another resource is found'],
  noteOfAnother: ['wire', 'notes.1', 'a note of another kind is found'],

  shownToOther: ['isolation', 'envelope.11', 'another account can read data of this account'],
  writtenByOther: ['isolation', 'envelope.11', 'another account can write to a resource of this account'],
  learntByOther: [
    'isolation',
    'envelope.11',
    'another account learns that a resource of this account exists',
  ],
} as const satisfies Record<string, readonly [property: Property, row: string, text: string]>;

export type FaultName = keyof typeof FAULTS;

/** The rows of docs/limitations.md that properties check. */
export const CHECKED_ROWS: ReadonlySet<string> = new Set([
  ...Object.values(PROPERTIES).flatMap(([, ...rows]) => rows.flatMap((each) => each.split(' '))),
  ...Object.values(FAULTS).map(([, row]) => row),
]);

/** A place at which a property does not hold. */
export interface Fault {
  property: Property;
  row: string;
  /** The operation, and often a field, such as `incidents.update title`. */
  place: string;
  /** What is wrong. Places with the same cause have the same text. */
  text: string;
  /** The request as curl, then what was expected and received. */
  seen: string[];
}

/** A response that was checked, with a line for each fault of it. */
export interface Look {
  answer: Answer;
  lines: readonly string[];
  /** Default: whether there are lines. */
  isWrong?: boolean;
}

export interface Faults {
  /**
   * Records that a property was checked at a place, and reports the fault if it does not hold. Without lines, the response
   * is shown. `what` replaces `{}` in the text.
   */
  expect(
    holds: boolean,
    name: FaultName,
    place: string,
    answer: Answer,
    lines?: readonly string[],
    what?: string,
  ): void;
  /** Expects that there are no lines. */
  expectNone(name: FaultName, place: string, answer: Answer, lines: readonly string[], what?: string): void;
  /** Checks, and repeats the check if it fails, since others may write in the meantime. Reports a fault if both fail. */
  twice(name: FaultName, place: string, look: (isAgain: boolean) => Promise<Look>): Promise<void>;
}

export interface Check extends Faults {
  session: Session;
  /** The session of a caller of another account, if there is a token for one. */
  other: Session | undefined;
  /** The session of another person of the same account, if there is a token for one. */
  colleague: Session | undefined;
  bundle: Description;
  conformance: Conformance<OperationId>;
  model: readonly Resource[];
  pools: Pools;
  only: (operation: OperationId) => boolean;
  write: boolean;
  /** Runs a part. An error that it throws becomes a finding. */
  part(property: Property, place: string, run: () => Promise<void>): Promise<void>;
}

/** @param covered called with each property and place that was checked */
export function faultsTo(
  report: (fault: Fault) => void,
  covered: (property: Property, place: string) => void = () => undefined,
): Faults {
  const expect: Faults['expect'] = (holds, name, place, answer, lines = [], what = '') => {
    const [property, row, text] = FAULTS[name];
    covered(property, place);
    if (holds) return;
    const { curl, status, text: body } = answer;
    const received = `received HTTP ${status} ${body.length > 200 ? `${body.slice(0, 200)}…` : body}`;
    const seen = [curl, ...(lines.length > 0 ? lines : [received])];
    report({ property, row, place, text: text.replace('{}', what), seen });
  };
  return {
    expect,
    expectNone: (name, place, answer, lines, what) =>
      expect(lines.length === 0, name, place, answer, lines, what),
    async twice(name, place, look) {
      for (const isAgain of [false, true]) {
        const { answer, lines, isWrong = lines.length > 0 } = await look(isAgain);
        if (!isWrong || isAgain) expect(!isWrong, name, place, answer, lines);
        if (!isWrong) return;
      }
    },
  };
}

/** A line for each of these fields that differs. */
export function differences(expected: Thing, received: Thing, fields: Iterable<string>): string[] {
  const lines: string[] = [];
  for (const field of fields) {
    if (!isUnset(expected[field], received[field]))
      lines.push(`${field}: expected ${shown(expected[field])}, received ${shown(received[field])}`);
  }
  return lines;
}

export function resourceAt({ place }: Fault): string {
  return resourceOf(place.split(' ')[0] as string);
}

/** How many places of one finding are printed. */
const PLACES = 12;

/** Faults as findings. Those of one property with the same text become one finding, with the list of their places. */
export function findingsOfFaults(faults: readonly Fault[]): Finding[] {
  const groups = Map.groupBy(faults, ({ property, text }) => `${property}: ${text}`);
  return [...groups].map(([promise, group]): Finding => {
    const [first] = group as [Fault, ...Fault[]];
    const resources = new Set(group.map(resourceAt));
    const places = [...new Set(group.map(({ place }) => place))];
    const more = places.length > PLACES ? [`and ${places.length - PLACES} more places`] : [];
    return {
      resource: resources.size === 1 ? ([...resources][0] as string) : 'several resources',
      promise,
      reference: first.row,
      outcome: 'broken',
      seen: [...first.seen, `at ${places.slice(0, PLACES).join(', ')}`, ...more],
    };
  });
}
