import type { OperationId } from '@service-desk/client';
import type { Finding } from '../report/report.ts';
import type { Bundle } from '../v1/bundle.ts';
import { resourceOf } from '../v1/calls.ts';
import type { Conformance } from '../v1/conformance.ts';
import type { Resource } from './model.ts';
import type { Pools } from './pools.ts';
import type { Answer, Session, Thing } from './session.ts';
import { isUnset } from './values.ts';

/** What holds for every operation and field, because the description says what these are; the row that says so, and others that it holds beside those of its faults. */
export const PROPERTIES = {
  echo: [
    'what was written is what is read',
    'blank.5',
    'blank.1 blank.2 blank.3 blank.6 changes.7 changes.15 config.10 config.12 formats.5 formats.6 issues.5 notes.2',
    'people.2 people.4 people.5 problems.4 problems.5 records.3 releases.8 releases.10 writes.3 writes.7 writes.10',
  ],
  agreement: ['a thing reads the same wherever it appears', 'lists.14', 'formats.2 lists.12'],
  frame: ['a write changes what it names, and nothing else', 'blank.5'],
  absence: ['what is not sent is left alone, and blank clears', 'blank.5'],
  refusal: [
    'what cannot be taken is refused by its text, and writes nothing',
    'envelope.5',
    'envelope.8 issues.1 people.3 records.1',
  ],
  spelling: ['each accepted spelling of a request gives one answer', 'formats.1'],
  lists: ['pages, filters, orders and totals agree with the records', 'lists.7', 'lists.1'],
  whoAndWhen: [
    'authors and times are those of the call',
    'writes.9',
    'changes.2 changes.13 issues.3 notes.6 releases.2 writes.1',
  ],
  lives: [
    'records move as their life cycle allows, and set and clear what goes with it',
    'envelope.13',
    'changes.3 changes.4 changes.6 changes.9 changes.12 incidents.1 incidents.2 incidents.4 incidents.5 problems.1',
    'problems.2 problems.6 problems.7 releases.3 releases.4 releases.5 releases.6 releases.9 releases.11',
  ],
  wire: [
    'status, headers and envelope are as described, whatever is sent',
    'envelope.3',
    'envelope.2 envelope.4',
  ],
  isolation: ['nothing of this account is shown to another', 'envelope.11'],
} as const satisfies Record<string, readonly [promise: string, row: string, ...others: string[]]>;

export type Property = keyof typeof PROPERTIES;

/** How properties do not hold, with the row that says so. What differs from place to place stands for `{}`. */
const FAULTS = {
  createRefused: ['echo', 'blank.5', 'a create of described values is refused'],
  updateRefused: ['echo', 'blank.5', 'an update of a described value is refused'],
  writtenOtherwise: ['echo', 'blank.5', 'a field that was written ({}) reads otherwise'],
  sameAgain: ['echo', 'blank.5', 'a create that says the same as one before makes nothing'],

  readOtherwise: ['agreement', 'lists.14', 'a thing reads otherwise in another answer'],
  readByColleague: ['agreement', 'lists.14', 'a thing reads otherwise for a colleague'],
  answerOfUpdate: ['agreement', 'lists.14', 'the answer of a write differs from what is read then'],
  partsInside: ['agreement', 'lists.14', 'a list of parts is another inside its thing'],
  underAnother: ['agreement', 'lists.14', 'what is under one thing is found under another'],
  linkForm: ['agreement', 'dates.3', 'a link is not an address of v1 without an extension'],
  linkElsewhere: ['agreement', 'dates.3', 'a link leads to something else'],
  linkNowhere: ['agreement', 'dates.3', 'a link leads nowhere'],
  numberAlone: ['agreement', 'beetils.1', 'a number alone does not lead to its record'],

  answerOfCreate: ['frame', 'blank.5', 'the answer of a create differs from what is read then'],
  fieldBeside: ['frame', 'blank.5', 'a write changed another field'],
  besideUpdate: ['frame', 'blank.5', 'an update changed the thing beside it'],
  besideDeletion: ['frame', 'blank.5', 'a deletion changed the thing beside it'],
  parentOfPart: ['frame', 'blank.5', 'a write to a part changed its thing'],

  clearRefused: ['absence', 'blank.5', 'a field cannot be cleared'],
  clearIgnored: ['absence', 'blank.5', 'a blank does not clear a field'],
  blankInCreate: ['absence', 'blank.5', 'a field that is {} in a create is not as if it was not sent'],
  sentBackRefused: ['absence', 'writes.8', 'what was read cannot be sent back'],
  sentBackChanges: ['absence', 'blank.5', 'a record that is sent back whole changes'],

  mandatoryCleared: ['refusal', 'envelope.5', 'a mandatory field can be cleared'],
  wrongValue: ['refusal', 'envelope.10', 'a wrong value ({}) is not refused by its text'],
  wrongCreate: ['refusal', 'envelope.6', 'a create is not refused by its text'],
  wrongStep: ['refusal', 'incidents.3', 'a step that is not allowed is not refused by its text'],
  wrongPage: ['refusal', 'lists.7', 'a wrong parameter is not refused by its text'],
  wrongOrder: ['refusal', 'lists.6', 'a wrong parameter is not refused by its text'],
  wrongDay: ['refusal', 'time.4', 'a wrong parameter is not refused by its text'],
  wrongName: ['refusal', 'lists.4', 'a wrong parameter is not refused by its text'],
  wrongNoteType: ['refusal', 'notes.1', 'a note_type that is none is not refused by its text'],
  unwrapped: ['refusal', 'envelope.6', 'fields without their wrapper are taken'],
  refusedStep: ['refusal', 'envelope.5', 'a refused step has changed something'],
  refusedUpdate: ['refusal', 'envelope.5', 'a refused update has written something'],
  refusedCreate: ['refusal', 'envelope.5', 'a refused create has made something'],
  refusedNote: ['refusal', 'notes.1', 'a note is changed by a call that is refused'],

  extension: ['spelling', 'formats.1', 'another extension gives another answer'],
  readInXml: ['spelling', 'formats.2', 'the answer in XML is another'],
  namesInXml: ['spelling', 'formats.2', 'the answer in XML has other names'],
  writtenInXml: ['spelling', 'formats.2', 'what is written as {} is another than in JSON'],
  writtenInForm: ['spelling', 'formats.3', 'what is written as {} is another than in JSON'],
  token: ['spelling', 'callers.5', 'another spelling of the token is refused'],
  formsOfDate: ['spelling', 'dates.1', 'the forms of a date are not one moment'],
  noteType: ['spelling', 'notes.1', 'note_type does not win over the address'],

  once: ['lists', 'lists.8', 'a list and its totals do not agree'],
  standsTwice: ['lists', 'lists.8', 'an entry stands in a list twice'],
  order: ['lists', 'lists.11', 'a list is in another order'],
  orderOfIncidents: ['lists', 'lists.6', 'a list is in another order'],
  orderOfTime: ['lists', 'time.4', 'a list is in another order'],
  limit: ['lists', 'lists.7', 'pages put end to end are not the list'],
  per_page: ['lists', 'lists.7', 'per_page is not the other name of limit'],
  cap: ['lists', 'lists.7', 'a limit above 100 is not one of 100'],
  default: ['lists', 'lists.7', 'without a limit a page has another size'],
  past: ['lists', 'lists.7', 'a page past the end is not an empty one with the totals'],
  service_ids: ['lists', 'lists.4', 'a filter gives another list than its entries tell'],
  selected_user_id: ['lists', 'lists.2', 'a filter gives another list than its entries tell'],
  include_watchlisted: ['lists', 'lists.3', 'a filter gives another list than its entries tell'],
  service_id: ['lists', 'people.1', 'a filter gives another list than its entries tell'],
  start_date: ['lists', 'time.4', 'a filter gives another list than its entries tell'],
  count: ['lists', 'lists.13', 'a count is not the total of its list'],
  madeTwice: ['lists', 'lists.7', 'a create has made more than one'],
  partsMade: ['lists', 'notes.5', 'a list of parts does not show what was made, once and oldest first'],

  otherCaller: ['whoAndWhen', 'callers.1', 'the caller is another person'],
  beginning: ['whoAndWhen', 'writes.4', 'a new thing begins with another value'],
  earlier: ['whoAndWhen', 'writes.9', 'what was created later has an earlier date, or one to come'],
  timeOfChange: ['whoAndWhen', 'writes.9', 'a change does not move the time of the last change'],
  authorOfChange: ['whoAndWhen', 'writes.9', 'who changed a thing last is not the caller'],
  activityByNote: ['whoAndWhen', 'writes.9', 'a note does not move the last activity of its record'],
  activityByPart: ['whoAndWhen', 'writes.9', 'a part moves the last activity of its record'],
  changeOfColleague: ['whoAndWhen', 'writes.9', 'what a colleague changes is not changed by them'],
  madeByColleague: ['whoAndWhen', 'writes.9', 'what a colleague creates is not theirs, or not there'],
  sum: ['whoAndWhen', 'time.2', 'the time of a record is not the sum of its entries'],

  stepRefused: ['lives', 'envelope.13', 'a step that is allowed is refused'],
  stepEffect: ['lives', 'envelope.13', 'a step sets or clears another thing than it should'],
  closedListed: ['lives', 'lists.1', 'a closed record is still listed'],
  openUnlisted: ['lives', 'lists.1', 'an open record is not listed'],
  deletedAnswer: ['lives', 'envelope.13', 'what is deleted does not answer as it last was'],
  deletedListed: ['lives', 'envelope.13', 'what was deleted is still listed'],
  latestNote: ['lives', 'notes.7', 'the latest note is not the newest that is left'],

  envelope: ['wire', 'envelope.1', 'an answer is no envelope'],
  mediaType: ['wire', 'envelope.3', 'an answer is not declared as {} in UTF-8'],
  unauthorized: ['wire', 'envelope.3', 'a call without a valid token is not refused as that'],
  head: ['wire', 'envelope.3', 'HEAD answers otherwise than GET'],
  unknownAddress: ['wire', 'envelope.3', 'an address that is no call is not answered 404'],
  unknownMethod: ['wire', 'envelope.3', 'a method that an address does not have is not answered 405'],
  unknownThing: ['wire', 'envelope.7', 'what is not there is not called so'],
  unreadable: ['wire', 'envelope.12', 'a body that cannot be read is not refused as that'],
  wrapperMissing: ['wire', 'envelope.6', 'a missing wrapper is not refused as that'],
  deletedThing: ['wire', 'envelope.13', 'what was deleted is still there'],
  partOfAnother: ['wire', 'notes.1', 'a part of another thing is found'],
  noteOfAnother: ['wire', 'notes.1', 'a note of another kind is found'],

  shownToOther: ['isolation', 'envelope.11', 'another account is shown something of this one'],
  learntByOther: ['isolation', 'envelope.11', 'another account learns of something of this one'],
} as const satisfies Record<string, readonly [property: Property, row: string, text: string]>;

export type FaultName = keyof typeof FAULTS;

/** The rows of docs/limitations.md that properties hold. */
export const HELD_ROWS: ReadonlySet<string> = new Set([
  ...Object.values(PROPERTIES).flatMap(([, ...rows]) => rows.flatMap((each) => each.split(' '))),
  ...Object.values(FAULTS).map(([, row]) => row),
]);

/** Where a property does not hold. */
export interface Fault {
  property: Property;
  row: string;
  /** Whose it is, such as `incidents.update title`. */
  place: string;
  /** What is wrong, in words that are the same for all places that have one cause. */
  text: string;
  /** The request, what was promised, and what was seen. */
  seen: string[];
}

/** A question to a provider: its answer, and a line for each thing that is wrong with it. */
export interface Look {
  answer: Answer;
  lines: readonly string[];
  /** Default, where there are lines. */
  isWrong?: boolean;
}

/** How a property says that it does not hold. */
export interface Faults {
  /** What is wrong at a place; without lines the answer is shown. `what` stands for `{}` in the text. */
  fault(name: FaultName, place: string, answer: Answer, lines?: readonly string[], what?: string): void;
  /** The same, where there are lines. */
  expectNone(name: FaultName, place: string, answer: Answer, lines: readonly string[], what?: string): void;
  /** Looks, and where something is wrong once more, since others may write meanwhile: it is a fault if it still is. */
  twice(name: FaultName, place: string, look: (isAgain: boolean) => Promise<Look>): Promise<void>;
}

/** What a property looks with. */
export interface Check extends Faults {
  session: Session;
  /** That of a caller of another account, where one is known. */
  other: Session | undefined;
  /** That of another person of the caller's account, where one is known. */
  colleague: Session | undefined;
  bundle: Bundle;
  conformance: Conformance;
  model: readonly Resource[];
  pools: Pools;
  only: (operation: OperationId) => boolean;
  /** Whether anything may be written. */
  write: boolean;
  /** Notes that a property was looked at, for an operation and one of its fields. */
  held(property: Property, operation: OperationId, field?: string): void;
  /** Runs a part; what it throws is a finding with a name. */
  part(property: Property, place: string, run: () => Promise<void>): Promise<void>;
}

/** Says faults to who listens. */
export function faultsTo(tell: (fault: Fault) => void): Faults {
  const fault: Faults['fault'] = (name, place, { curl, status, text: body }, lines = [], what = '') => {
    const [property, row, text] = FAULTS[name];
    const answered = `answered HTTP ${status} ${body.length > 200 ? `${body.slice(0, 200)}…` : body}`;
    const seen = [curl, ...(lines.length > 0 ? lines : [answered])];
    tell({ property, row, place, text: text.replace('{}', what), seen });
  };
  return {
    fault,
    expectNone(name, place, answer, lines, what) {
      if (lines.length > 0) fault(name, place, answer, lines, what);
    },
    async twice(name, place, look) {
      for (const isAgain of [false, true]) {
        const { answer, lines, isWrong = lines.length > 0 } = await look(isAgain);
        if (!isWrong) return;
        if (isAgain) fault(name, place, answer, lines);
      }
    },
  };
}

/** What holds of two things: a line for each of these fields that differs. */
export function differences(promised: Thing, seen: Thing, fields: Iterable<string>): string[] {
  const lines: string[] = [];
  for (const field of fields) {
    if (!isUnset(promised[field], seen[field]))
      lines.push(`${field}: promised ${shown(promised[field])}, seen ${shown(seen[field])}`);
  }
  return lines;
}

export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 100)}…${text.slice(-15)}` : text;
}

/** The resource of the place of a fault. */
export function resourceAt({ place }: Fault): string {
  return resourceOf(place.split(' ')[0] as string);
}

/** How many places and examples of one cause are printed. */
const PLACES = 12;

/** Faults as findings: those of one property that say the same are one, with the list of its places. */
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
