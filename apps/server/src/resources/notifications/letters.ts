import { DateTime } from 'luxon';
import type { ReadContext } from '../../calls/context.ts';
import type { Id, RecordType, Seconds } from '../../store/schema.ts';
import type { ConfigItemRow } from '../config-items/rows.ts';
import { notesOf } from '../notes/rows.ts';
import { recordKinds } from '../records/kinds.ts';
import { parentRecord, type RecordRows } from '../records/rows.ts';
import { prioritiesById, servicesById } from '../services/rows.ts';
import { personsById } from '../users/views.ts';
import type { Recipient } from './recipients.ts';

/** What happened to a record that people are notified of. */
export type LetterEvent = 'created' | 'closed' | 'reopened' | 'assigned' | 'news';

/** What a mail says. */
export interface Letter {
  subject: string;
  body: string;
}

/** Writes the mail of each recipient. */
export type LetterWriter = (recipient: Recipient) => Letter;

/** Any record, with what only some types have. */
type AnyRow = Pick<
  RecordRows[RecordType],
  | 'id'
  | 'title'
  | 'service_id'
  | 'priority_id'
  | 'owner_id'
  | 'assigned_user_id'
  | 'customer_viewable_at'
  | 'closure_comment'
> & { due_date?: Seconds | null };

/** Rows of a table and texts under a heading; blank ones are left out. */
type LabelledTexts = readonly (readonly [name: string, text: string])[];

/** A note may be long; a mail is read on a telephone. */
const LONGEST_TEXT = 4000;

/**
 * Writes about a record as it now is. A colleague reads who did it, who owns it and the last note; others read
 * what a customer may know: number, title, state, due date, resolution and closure comment, and symptoms if they may
 * see the record.
 */
export async function recordLetters<Type extends RecordType>(
  context: ReadContext,
  type: Type,
  record: RecordRows[Type],
  event: LetterEvent,
): Promise<LetterWriter> {
  const row = record as AnyRow;
  const { caller } = context;
  const [notes, services, priorities, person] = await Promise.all([
    notesOf(context, parentRecord(type, row)),
    servicesById(context, [row.service_id]),
    prioritiesById(context, [row.priority_id]),
    personsById(context, [row.owner_id, row.assigned_user_id, caller.user]),
  ]);
  const name = (id: Id | null) => person(id)?.full_name ?? '';
  const priority = row.priority_id === null ? undefined : priorities.get(row.priority_id);
  const resolution = notes.findLast(({ kind }) => kind === 'resolution');
  const latest = notes.at(-1);
  const symptoms = notes.filter(({ kind }) => kind === 'symptom');
  const author = latest && (await personsById(context, [latest.user_id]))(latest.user_id);

  const subject: Omit<LetterSubject, 'assignee'> = {
    noun: type,
    reference: `B#${row.id}`,
    title: row.title,
    event,
  };
  const state: LabelledTexts = [
    ['State', recordKinds[type].stateOf(record)],
    ['Due', dueText(row.due_date ?? null, caller.timeZone)],
  ];
  const closing: LabelledTexts = [
    ['Resolution', resolution?.note ?? ''],
    ['Closed with the comment', row.closure_comment],
  ];
  const visible = row.customer_viewable_at !== null;
  const inside = letter(
    { ...subject, assignee: name(row.assigned_user_id) },
    [
      ...state,
      ['Service', services.get(row.service_id)?.name ?? ''],
      ['Priority', priority ? `${priority.level} ${priority.description}`.trim() : ''],
      ['Owner', name(row.owner_id)],
      ['Assigned to', name(row.assigned_user_id)],
      ['Changed by', name(caller.user)],
    ],
    [
      ...closing,
      latest && latest !== resolution
        ? [`${heading(latest.kind)} by ${author?.full_name || latest.external_email}`, latest.note]
        : ['', ''],
    ],
  );
  const outside = letter({ ...subject, assignee: '' }, state, [
    ...closing,
    ...symptoms.map(({ note }) => ['Symptom', visible ? note : ''] as const),
  ]);
  return (recipient) => signed(recipient.inside ? inside : outside, recipient);
}

/** Writes about a config item. */
export function configItemLetters({ id, name, description }: ConfigItemRow): LetterWriter {
  const subject: LetterSubject = {
    noun: 'config item',
    reference: `CI#${id}`,
    title: name,
    event: 'news',
    assignee: '',
  };
  const inside = letter(subject, [], [['Description', description]]);
  const outside = letter(subject, [], []);
  return (recipient) => signed(recipient.inside ? inside : outside, recipient);
}

/** What a mail is about. */
interface LetterSubject {
  noun: string;
  reference: string;
  title: string;
  event: LetterEvent;
  /** Whose it now is, for those who may know. */
  assignee: string;
}

function letter(subject: LetterSubject, rows: LabelledTexts, texts: LabelledTexts): Letter {
  const { noun, reference, title } = subject;
  const facts = [['Number', reference] as const, ...rows].filter(([, text]) => text !== '');
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const parts = [
    `${heading(noun)} ${reference} ${happened(subject)}`,
    line(title),
    facts.map(([name, text]) => `${`${name}:`.padEnd(width)}${line(text)}`).join('\n'),
    ...texts.filter(([, text]) => text !== '').map(([name, text]) => `${name}:\n${shortened(text)}`),
  ];
  // The same at each mail: mail programs thread by it too.
  return { subject: `[${reference}] ${line(title)}`, body: parts.join('\n\n') };
}

/** What happened, for the first line. */
function happened({ event, assignee }: LetterSubject): string {
  switch (event) {
    case 'created':
      return 'is new.';
    case 'closed':
      return 'was closed.';
    case 'reopened':
      return 'was re-opened.';
    case 'assigned':
      return assignee ? `was assigned to ${line(assignee)}.` : 'has news.';
    case 'news':
      return 'has news.';
  }
}

/** Explains to the recipient why they get a mail. */
function signed({ subject, body }: Letter, { reason, group, inside }: Recipient): Letter {
  return { subject, body: `${body}\n\n${why(reason, inside ? group : undefined)}` };
}

function why(reason: Recipient['reason'], group: string | undefined): string {
  const groupName = group && line(group);
  switch (reason) {
    case 'assigned':
      return `You get this because it is assigned to ${groupName ?? 'you'}.`;
    case 'owner':
      return `You get this because ${groupName ? `${groupName} owns` : 'you own'} it.`;
    case 'watching':
      return `You get this because ${groupName ? `${groupName} watches` : 'you watch'} it.`;
    case 'customer':
      return 'You get this because it was logged for you.';
  }
}

/** A moment as people of the account read it. */
function dueText(at: Seconds | null, zone: string): string {
  if (at === null) return '';
  const moment = DateTime.fromSeconds(at, { zone, locale: 'en' });
  return `${moment.toFormat('d LLL yyyy, HH:mm')} (${zone})`;
}

/** A text on one line: a line break in a title must not begin a header, nor a row of its own. */
function line(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

function shortened(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').trim();
  if (lines.length <= LONGEST_TEXT) return lines;
  // Not in the middle of a character.
  return `${lines.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, '')} …`;
}

function heading(words: string): string {
  const [first = '', ...rest] = words.replaceAll('_', ' ');
  return first.toUpperCase() + rest.join('');
}
