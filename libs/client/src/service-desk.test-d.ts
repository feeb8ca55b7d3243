import { expectTypeOf, test } from 'vitest';
import type {
  Change,
  CustomerSummary,
  Id,
  Incident,
  IncidentSummary,
  Issue,
  LatestNote,
  Note,
  NoteInRecord,
  Page,
  Person,
  Problem,
  Release,
  ReleaseRecord,
  ServiceDesk,
  Watch,
} from './index.ts';

// This file is only compiled, never run: it tests types.
declare const desk: ServiceDesk;

test('results are unwrapped', () => {
  expectTypeOf(desk.incidents.get(13534)).resolves.toEqualTypeOf<Incident>();
  expectTypeOf(desk.incidents.comments.create(1, { note: 'x' })).resolves.toEqualTypeOf<Note>();
  expectTypeOf<Awaited<ReturnType<typeof desk.incidents.list>>>().toEqualTypeOf<Page<IncidentSummary>>();
  expectTypeOf<Awaited<ReturnType<typeof desk.users.list>>>().toEqualTypeOf<Person[]>();
});

test('lists iterate over their items', async () => {
  for await (const customer of desk.customers.list()) expectTypeOf(customer).toEqualTypeOf<CustomerSummary>();
});

test('ids are numbers or strings', () => {
  expectTypeOf<Incident['id']>().toEqualTypeOf<Id>();
  expectTypeOf<Id>().toEqualTypeOf<number | string>();
  // @ts-expect-error an object is not an id
  desk.incidents.get({});
  // @ts-expect-error a path id is not optional
  desk.incidents.get();
});

test('invalid input does not compile', () => {
  // @ts-expect-error title and service_id are mandatory
  desk.incidents.create({ title: 'x' });
  // @ts-expect-error a note needs its text
  desk.incidents.comments.create(33, {});
  // @ts-expect-error a watch needs a user or an address
  desk.incidents.watches.create(33, {});
  desk.incidents.watches.create(33, { watched_by: 7 });
  desk.incidents.watches.create(33, { external_email: 'jim.barrett@powershop.example' });
  // @ts-expect-error nor can it be handed to neither
  desk.incidents.watches.update(33, 1, {});
  // @ts-expect-error what only one of two fields can give is not null
  desk.incidents.watches.create(33, { watched_by: null });
  desk.incidents.watches.create(33, { watched_by: null, external_email: 'jim.barrett@powershop.example' });
  // @ts-expect-error a change has a title and a service, or comes from an incident or a problem
  desk.changes.create({});
  // @ts-expect-error as long as these are not null
  desk.changes.create({ incident_id: null, title: 'x' });
  desk.changes.create({ title: 'x', service_id: 20 });
  desk.changes.create({ incident_id: 13534, title: null });
  // @ts-expect-error there has to be a record to link
  desk.links.create('incidents', 33, {});
  // @ts-expect-error which has a number
  desk.links.create('incidents', 33, { problem_id: null });
  desk.links.create('incidents', 33, { problem_id: 9, change_id: null });
  // @ts-expect-error a title is not null, neither on create
  desk.incidents.create({ title: null, service_id: 20 });
  // @ts-expect-error nor later
  desk.incidents.update(1, { title: null });
  desk.incidents.update(1, { customer_id: null });
  // @ts-expect-error a release has a service once it is there
  desk.releases.update(1, { service_id: null });
  desk.releases.create({ title: 'x', service_id: null });
  // @ts-expect-error misspelt
  desk.incidents.update(1, { titel: 'x' });
  // @ts-expect-error off the table of closure codes
  desk.incidents.update(1, { closure_code: 3 });
  // @ts-expect-error not one of the orders
  desk.incidents.list({ order: 'title' });
});

test('a watcher is a whole person, or null', () => {
  expectTypeOf<Watch['watched_by']>().toEqualTypeOf<Person | null>();
});

test('a value that may be null has to be narrowed', () => {
  const incident = {} as Incident;
  // @ts-expect-error the customer may be null
  incident.customer.last_name;
  expectTypeOf(incident.customer?.last_name).toEqualTypeOf<string | undefined>();
  // @ts-expect-error without notes it has no id
  desk.incidents.comments.get(1, incident.latest_note.id);
  if (incident.latest_note.id !== null) expectTypeOf(incident.latest_note).toEqualTypeOf<LatestNote>();
});

test('a note inside its record has the link of its kind, and no other', () => {
  type Listed<Items extends object[]> = Items[number][keyof Items[number]];
  expectTypeOf<Listed<Incident['symptoms']>>().toHaveProperty('symptom_link').toEqualTypeOf<string>();
  expectTypeOf<Listed<Incident['symptoms']>>().not.toHaveProperty('comment_link');
  expectTypeOf<Listed<Problem['workaround']>>().toHaveProperty('workaround_link').toEqualTypeOf<string>();
  expectTypeOf<Listed<Change['reasons']>>().toHaveProperty('reason_link').toEqualTypeOf<string>();
  expectTypeOf<Listed<Release['discussions']>>().toHaveProperty('comment_link').toEqualTypeOf<string>();
  expectTypeOf<Listed<Issue['issue_comments']>>()
    .toHaveProperty('issue_comment_link')
    .toEqualTypeOf<string>();
  expectTypeOf<Listed<ReleaseRecord['record_notes']>>().toExtend<NoteInRecord>();
  expectTypeOf<Listed<Issue['issue_comments']>['note']>().toEqualTypeOf<string>();
});
