import { type Any, answering, inEnvelope, inFailure, inRecords, inResult } from '../fault-builders.ts';
import type { ProxyFault } from '../proxy.ts';
import { type Mutant, mutantsOf } from './mutant.ts';

/** Answers of another shape: what one look at one answer shows. */
export const shapeMutants: readonly Mutant[] = [
  ...mutantsOf('field renamed', [
    [
      'a problem says who has it under assigned_user',
      'problems.get',
      renamed('assigned_to', 'assigned_user'),
    ],
    ['time was performed_on', 'timeEntries.get', renamed('performed_at', 'performed_on')],
    ['a customer is of a company in small letters', 'customers.get', renamed('Company', 'company')],
    ['a tester is a user, not owned_by one', 'changes.testers.get', renamed('owned_by', 'user')],
    ['a release has comments for discussions', 'releases.get', renamed('discussions', 'comments')],
    [
      'a linked change has an id, not a change_id',
      'links.list',
      inResult(({ changes }) => {
        for (const link of changes) rename(link, 'change_id', 'id');
      }),
    ],
  ]),
  ...mutantsOf('field dropped', [
    ['incidents in a list have no due date', 'incidents.list', dropped('due_date')],
    ['incidents in a list have no status', 'incidents.list', dropped('status')],
    ['releases in a list have no owner', 'releases.list', dropped('owner')],
    ['a config item has no dependents', 'configItems.get', dropped('dependents')],
    ['a service has no priorities', 'services.list', dropped('service_priorities')],
    ['a user has no address of mail', 'users.get', dropped('email')],
    ['a watch does not say who watches', 'problems.watches.get', dropped('watched_by')],
    [
      'a list of companies has no totals',
      'companies.list',
      inResult((result) => {
        delete result.total_entries;
        delete result.total_pages;
      }),
    ],
    [
      'an answer has no version',
      'avatars.get',
      inEnvelope((envelope) => {
        delete envelope.version;
      }),
    ],
  ]),
  ...mutantsOf('wrong type', [
    [
      "a release's priority is an object, as in incidents",
      'releases.get',
      inRecords((release) => {
        release.priority = { level: release.priority };
      }),
    ],
    [
      'the total of config types is a text',
      'configRelationshipTypes.list',
      inResult((result) => {
        result.total_entries = String(result.total_entries);
      }),
    ],
    [
      'an incident without notes has null for its latest note',
      'incidents.get',
      inRecords((incident) => {
        if (incident.latest_note?.id === null) incident.latest_note = null;
      }),
    ],
    ["a watch's id is a text", 'incidents.watches.list', inRecords(texted('id'))],
    ['the priority in a list of releases is a text', 'releases.list', inRecords(texted('priority'))],
    ['a closure code is a text', 'changes.get', inRecords(texted('closure_code'))],
    ['hours are a text', 'timeEntries.list', inRecords(texted('hours'))],
    [
      "an issue's flags are numbers",
      'releases.issues.get',
      inRecords((issue) => {
        issue.resolved = Number(issue.resolved);
      }),
    ],
    [
      'the id in a relationship is a number',
      'configItems.get',
      inRecords((item) => {
        for (const each of item.config_item_relationships) each.config_item.id = Number(each.config_item.id);
      }),
    ],
    [
      'one note is an object, not a list of one',
      'changes.reasons.list',
      inResult((result) => {
        result.reasons = result.reasons[0];
      }),
    ],
    ["a count of the caller's is a text", 'users.current', inRecords(texted('problem_count'))],
  ]),
  ...mutantsOf('null where it never is', [
    ['a change has no service', 'changes.get', set('service', null)],
    ['users in the list have no names', 'users.list', set('full_name', null)],
    ['an incident without symptoms has null for them', 'incidents.update', set('symptoms', null)],
    ["an issue's title is null", 'changes.issues.get', set('title', null)],
    ["a release record's date is null", 'releases.releaseRecords.get', set('released_at', null)],
    ["a knowledge article's watch has no date", 'knowledgeArticles.watches.get', set('created_at', null)],
  ]),
  ...mutantsOf('date in another form', [
    [
      'an incident is created at a blank instead of a T',
      'incidents.get',
      dated('created_at', (date) => date.replace('T', ' ')),
    ],
    [
      'time is performed at seconds since 1970',
      'timeEntries.get',
      inRecords((entry) => {
        entry.performed_at = Date.parse(entry.performed_at) / 1000;
      }),
    ],
    ['a change is approved on a day', 'changes.update', dated('approved_at', (date) => date.slice(0, 10))],
    [
      'a comment has milliseconds',
      'problems.comments.get',
      dated('created_at', (date) => date.replace('Z', '.000Z')),
    ],
    [
      'a user is updated in the form of mail',
      'users.get',
      dated('updated_at', (date) => new Date(date).toUTCString()),
    ],
    [
      'a review user is created in local time, without a zone',
      'releases.reviewUsers.get',
      dated('created_at', (date) => date.replace('Z', '')),
    ],
  ]),
  ...mutantsOf('wrong wrapper', [
    [
      'an updated problem is an incident, as the guide misprints it',
      'problems.update',
      wrapped('problem', 'incident'),
    ],
    ['a company is a company in small letters', 'companies.get', wrapped('Company', 'company')],
    ['a new tester is a test', 'changes.testers.create', wrapped('change_tester', 'test')],
    [
      'release records are flat in their list',
      'releases.releaseRecords.list',
      inResult((result) => {
        result.release_records = result.release_records.map((each: Any) => each.release_record);
      }),
    ],
    [
      'watches are wrapped in their own list',
      'configItems.watches.list',
      inResult((result) => {
        result.watches = result.watches.map((watch: Any) => ({ watch }));
      }),
    ],
    [
      'a linked list stands inside links',
      'links.list',
      inResult((result) => {
        const links = { ...result };
        for (const key of Object.keys(result)) delete result[key];
        result.links = links;
      }),
    ],
    [
      'version and status stand inside result',
      'configTypes.get',
      inEnvelope((envelope) => {
        if (!envelope.result) return;
        Object.assign(envelope.result, { version: envelope.version, status: envelope.status });
        delete envelope.version;
        delete envelope.status;
      }),
    ],
  ]),
  ...mutantsOf('another status', [
    ['what fails is a 500', 'problems.get', failedWith(500)],
    ['what is not there is a 404', 'configItems.get', failedWith(404)],
    ['what is wrong is a 422', 'releases.update', failedWith(422)],
    ['what is new is a 201', 'customers.create', succeeded(201)],
    [
      'what is deleted is a 204 without a word',
      'changes.comments.delete',
      inEnvelope((envelope, answer) => {
        if (envelope.result) answer.status = 204;
      }),
    ],
    [
      'an unknown token is a 403',
      'services.list',
      answering((answer) => {
        if (answer.status === 401) answer.status = 403;
      }),
    ],
    [
      'a spent limit is a 503',
      'timeEntries.list',
      answering((answer) => {
        if (answer.status === 429) answer.status = 503;
      }),
    ],
    [
      'a record is found behind its number at once, without a redirect',
      'beetils.get',
      async (request, pass) => {
        const answer = await pass(request);
        const { location } = answer.headers;
        return location ? pass({ ...request, url: location.replace(/^https?:\/\/[^/]+/, '') }) : answer;
      },
    ],
  ]),
  ...mutantsOf('another text of a failure', [
    ['a missing problem is E404', 'problems.get', withText(/E400/, 'E404')],
    [
      'a blank title of a change must be filled in',
      'changes.create',
      withText(/can't be blank/, 'must be filled in'),
    ],
    ['a missing tester is no tester', 'changes.testers.get', withText(/change tester/, 'tester')],
    ['a link to itself has another text', 'links.create', withText(/a record/, 'records')],
    [
      'an unknown config type is a blank one',
      'configItems.create',
      withText(/no config type found/, "config_type_id can't be blank"),
    ],
    ['a release moves between numbers, not names', 'releases.update', withText(/from .+/, 'from 1 to 5')],
    [
      'an unknown token is Unauthorized',
      'users.current',
      inEnvelope((envelope, answer) => {
        if (answer.status === 401) envelope.errors[0].error = '[E906] Unauthorized';
      }),
    ],
    [
      'errors are texts, not objects',
      'companies.create',
      inFailure((envelope) => {
        envelope.errors = envelope.errors.map(({ error }: Any) => error);
      }),
    ],
    [
      'only the first of several faults is reported',
      'timeEntries.create',
      inFailure((envelope) => {
        envelope.errors.length = 1;
      }),
    ],
    [
      'what fails is a Success without a result',
      'messages.watches.get',
      inFailure((envelope) => {
        envelope.status = 'Success';
      }),
    ],
  ]),
  ...mutantsOf('header missing', [
    ['an unknown token is not asked for one', 'customers.list', without('www-authenticate')],
    ['a spent limit does not say how long', 'problems.list', without('retry-after')],
    ['a redirect leads nowhere', 'beetils.get', without('location')],
    [
      'JSON is called HTML',
      'services.get',
      answering(({ headers }) => {
        headers['content-type'] = 'text/html; charset=utf-8';
      }),
    ],
  ]),
];

function rename(record: Any, from: string, to: string): void {
  if (!(from in record)) return;
  record[to] = record[from];
  delete record[from];
}

function renamed(from: string, to: string): ProxyFault {
  return inRecords((record) => rename(record, from, to));
}

function dropped(field: string): ProxyFault {
  return inRecords((record) => {
    delete record[field];
  });
}

function texted(field: string): (record: Any) => void {
  return (record) => {
    record[field] = String(record[field]);
  };
}

function set(field: string, value: unknown): ProxyFault {
  return inRecords((record) => {
    record[field] = value;
  });
}

function dated(field: string, form: (date: string) => string): ProxyFault {
  return inRecords((record) => {
    if (record[field]) record[field] = form(record[field]);
  });
}

function wrapped(from: string, to: string): ProxyFault {
  return inResult((result) => rename(result, from, to));
}

function failedWith(status: number): ProxyFault {
  return inFailure((_envelope, answer) => {
    answer.status = status;
  });
}

function succeeded(status: number): ProxyFault {
  return inEnvelope((envelope, answer) => {
    if (envelope.result) answer.status = status;
  });
}

function withText(text: RegExp, instead: string): ProxyFault {
  return inFailure((envelope) => {
    for (const each of envelope.errors) each.error = each.error.replace(text, instead);
  });
}

function without(header: string): ProxyFault {
  return answering(({ headers }) => {
    delete headers[header];
  });
}
