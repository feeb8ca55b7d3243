import {
  type Any,
  answering,
  failedWith,
  fieldsOf,
  inFields,
  inQuery,
  inRecords,
  inResult,
  isJson,
  read,
  withFields,
} from '../fault-builders.ts';
import type { Pass, ProxiedRequest, ProxiedResponse, ProxyFault } from '../proxy.ts';
import { type Mutant, mutantsOf } from './mutant.ts';

/** Providers that do something else than was requested, which one response alone does not show. */
export const actMutants: readonly Mutant[] = [
  ...mutantsOf('status transition', [
    [
      'a change goes from any status to any',
      'changes.update',
      byWayOf('change_status', [[2], [3], [4], [3, 6], [3, 7]]),
    ],
    [
      'a release goes from any status to any',
      'releases.update',
      byWayOf('status', [[2], [3], [2, 4], [3, 5]]),
    ],
    [
      'an incident is closed without a code',
      'incidents.update',
      anyhow(/closure_/, { closure_code: 0, closure_comment: 'Closed.' }),
    ],
    [
      'a problem is closed without a comment',
      'problems.update',
      anyhow(/closure_/, { closure_code: 0, closure_comment: 'Closed.' }),
    ],
    [
      'an incident is resolved without a resolution',
      'incidents.update',
      anyhow(/resolution/, { resolution: 'Resolved.' }),
    ],
    [
      'a change that is closed is not opened again',
      'changes.update',
      inFields((fields) => {
        if (fields.closed_at === '') delete fields.closed_at;
        if (fields.closure_code === '') delete fields.closure_code;
      }),
    ],
    [
      'a progress note leaves a change approved',
      ['changes.get', 'changes.implementationProgressNotes.create'],
      inRecords((change) => {
        if (change.change_status === 6) change.change_status = 3;
      }),
    ],
    [
      'a release opened again is new',
      'releases.update',
      answering((answer, request) => {
        if (!isJson(answer) || fieldsOf(request).closed_at !== '') return;
        const envelope = read(answer);
        if (envelope.result) envelope.result.release.status = 1;
        answer.body = JSON.stringify(envelope);
      }),
    ],
  ]),
  ...mutantsOf('link one way only', [
    [
      'a release does not list the changes that are linked to it',
      'links.list',
      inResult((result, { url }) => {
        if (url.includes('/links/releases/')) result.changes = [];
      }),
    ],
    [
      'a problem can be linked to a release, or so it is said',
      'links.create',
      async (request, pass) => {
        const answer = await pass(request);
        if (!failedWith(answer, /can't be linked to releases/)) return answer;
        return pass({ ...request, method: 'GET', body: '' });
      },
    ],
    [
      'a link shows from where it was made alone',
      ['links.create', 'links.list', 'incidents.get', 'problems.get', 'changes.get'],
      { create: oneWay },
    ],
    [
      'a change from an incident does not show in the incident',
      'incidents.get',
      inRecords((incident) => {
        incident.changes = [];
      }),
    ],
    [
      'a relationship shows from the item that was written alone',
      ['configItems.get', 'configItems.create', 'configItems.update'],
      { create: oneSided },
    ],
    ['the opposite type of a relationship is the same', 'configItems.get', { create: sameType }],
    [
      'what needs an item is not said',
      'configItems.get',
      inRecords((item) => {
        item.dependents = [];
      }),
    ],
    [
      'a time entry does not add to its incident',
      'incidents.get',
      inRecords((incident) => {
        if ('total_time_spent' in incident) incident.total_time_spent = 0;
      }),
    ],
  ]),
  ...mutantsOf('write lost', [
    ...(
      ['releases.comments', 'changes.reasons', 'configItems.watches', 'knowledgeArticles.watches'] as const
    ).map(
      (resource) =>
        [
          `${resource.replace(/.*\./, '')} of ${resource.replace(/\..*/, '')} stay when they are deleted`,
          `${resource}.delete`,
          kept,
        ] as const,
    ),
    [
      'what a change cannot become is passed over in silence',
      'changes.update',
      async (request, pass) => {
        const answer = await pass(request);
        return failedWith(answer, /can't go from/) ? pass({ ...request, method: 'GET', body: '' }) : answer;
      },
    ],
    ['a record note stays when it is deleted', 'releases.releaseRecords.recordNotes.delete', kept],
    ['a watch of a config item stays when it is deleted', 'configItems.watches.delete', kept],
    [
      'the title of an issue is written once',
      ['changes.issues.update', 'releases.issues.update'],
      inFields((fields) => {
        delete fields.title;
      }),
    ],
    [
      'a reviewer is done as soon as any field of them is sent',
      'releases.reviewUsers.update',
      inFields((fields) => {
        fields.completed_at ??= '2010-03-24';
      }),
    ],
    [
      'days in words are not understood',
      ['changes.update', 'timeEntries.update'],
      inFields((fields) => {
        for (const [name, value] of Object.entries(fields))
          if (/^\d+ [A-Z][a-z]+ \d{4}/.test(String(value))) fields[name] = 'some day';
      }),
    ],
    ['a tester stays when they are deleted', 'changes.testers.delete', kept],
    ['a link stays when it is taken away', 'links.delete', kept],
    [
      'time is entered in whole hours',
      'timeEntries.create',
      inFields((fields) => {
        if (Number(fields.hours) > 1) fields.hours = Math.floor(Number(fields.hours));
      }),
    ],
    [
      'a customer does not leave their company',
      'customers.update',
      inFields((fields) => {
        if (fields.Company_id === '') delete fields.Company_id;
      }),
    ],
    [
      "a customer's flags are off",
      'customers.create',
      inFields((fields) => {
        for (const flag of ['portal_access', 'see_all_incidents', 'admin']) delete fields[flag];
      }),
    ],
    [
      "a company's website is not kept",
      'companies.create',
      inFields((fields) => {
        delete fields.website;
      }),
    ],
    [
      'a note from outside is by the caller',
      ['problems.comments.create', 'changes.comments.create', 'releases.comments.create'],
      inFields((fields) => {
        delete fields.external_email;
      }),
    ],
    [
      'a review is not completed by its flag',
      'releases.update',
      inFields((fields) => {
        delete fields.review_completed;
      }),
    ],
    [
      'an issue is not resolved',
      'changes.issues.update',
      inFields((fields) => {
        delete fields.resolved;
      }),
    ],
    [
      'a release record is a success, whatever is said',
      'releases.releaseRecords.create',
      inFields((fields) => {
        if ('release_status' in fields) fields.release_status = 1;
      }),
    ],
    [
      'a flag that is "1" is no',
      ['incidents.update', 'problems.update', 'changes.update'],
      inFields((fields) => {
        for (const [name, value] of Object.entries(fields)) if (value === '1') fields[name] = '0';
      }),
    ],
    [
      'the offset of a date is not read',
      ['incidents.create', 'incidents.update'],
      inFields((fields) => {
        for (const [name, value] of Object.entries(fields)) {
          if (typeof value === 'string')
            fields[name] = value.replace(/(T\d\d:\d\d:\d\d)[+-]\d\d:\d\d$/, '$1Z');
        }
      }),
    ],
  ]),
  ...mutantsOf('write too much', [
    [
      'a problem that is updated is of no category',
      'problems.update',
      inFields((fields) => {
        fields.category_id ??= '';
      }),
    ],
    [
      'a config item that is updated loses its description',
      'configItems.update',
      inFields((fields) => {
        fields.description ??= '';
      }),
    ],
    ['relationships of an update are added to those that are there', 'configItems.update', { create: added }],
    ['half of an update that fails is written', 'incidents.update', halfWritten('title')],
    ['half of an update of a config item that fails is written', 'configItems.update', halfWritten('name')],
    [
      'a release that is sent back whole was active again',
      'releases.update',
      inRecords((release) => {
        release.last_active_at = '2031-01-01T00:00:00Z';
      }),
    ],
    [
      'a watch moves what is watched',
      ['incidents.watches.create', 'incidents.get'],
      { create: movedByWatches },
    ],
    ['who watches twice is two watchers', 'incidents.watches.create', { create: twice }],
    [
      "a customer's other fields are cleared by an update",
      'customers.update',
      inFields((fields) => {
        fields.department ??= '';
      }),
    ],
    ["a tester's issues stay behind", ['changes.get', 'changes.testers.delete'], { create: leftBehind }],
  ]),
  ...mutantsOf('wrong value', [
    [
      'a due date is a day late',
      'incidents.create',
      inRecords((incident) => {
        if (incident.due_date)
          incident.due_date = new Date(Date.parse(incident.due_date) + 86_400_000)
            .toISOString()
            .replace('.000', '');
      }),
    ],
    [
      'a new problem has no owner',
      'problems.create',
      inRecords((problem) => {
        problem.owner = null;
      }),
    ],
    [
      'the latest note of an incident is none',
      'incidents.get',
      inRecords((incident) => {
        incident.latest_note = null;
      }),
    ],
    [
      'a workaround has no finder',
      'problems.get',
      inRecords((problem) => {
        problem.workaround_found_by = null;
      }),
    ],
    [
      'a review begins with no reviewer',
      'releases.get',
      inRecords((release) => {
        release.review_created_at = '';
      }),
    ],
    [
      'a number leads to the record before it',
      'beetils.get',
      answering(({ headers }) => {
        if (headers.location)
          headers.location = headers.location.replace(/\d+(?=\.|$)/, (id) => String(Number(id) - 1));
      }),
    ],
    [
      'a redirect gives the path alone',
      'beetils.get',
      answering(({ headers }) => {
        if (headers.location) headers.location = headers.location.replace(/^https?:\/\/[^/]+/, '');
      }),
    ],
    [
      'a service is not found by its name',
      'services.get',
      async (request, pass) =>
        /\/services\/\d+\./.test(request.url)
          ? pass(request)
          : pass({ ...request, url: request.url.replace(/services\/[^/.]+/, 'services/0') }),
    ],
    [
      'each caller is the owner of the account',
      'users.current',
      inResult(({ user }) => {
        user.id = 1;
      }),
    ],
    [
      'an avatar has no owner',
      'avatars.get',
      inRecords((avatar) => {
        avatar.public_filename = '';
      }),
    ],
  ]),
  ...mutantsOf('id rounded', [
    ['ids of new incidents are rounded to three digits', 'incidents.create', inRecords(rounded)],
    [
      'a report is found by the number after its own, as if it were rounded',
      'incidents.list',
      inQuery((query) => {
        const id = query.get('report_id');
        if (id && /^\d{16,}$/.test(id)) query.set('report_id', String(BigInt(id) - (BigInt(id) % 2n)));
      }),
    ],
    [
      'ids of new customers are rounded to one digit',
      'customers.create',
      inRecords((customer) => {
        customer.id = Number(Number(customer.id).toPrecision(1));
      }),
    ],
  ]),
];

/** A move that is refused is made by way of others. */
function byWayOf(field: string, ways: readonly (readonly number[])[]): ProxyFault {
  return async (request, pass) => {
    let answer = await pass(request);
    for (const way of ways) {
      if (!failedWith(answer, /can't go from/)) return answer;
      for (const status of way) await pass(withFields(request, { [field]: status }));
      answer = await pass(request);
    }
    return answer;
  };
}

/** What is refused for want of something is done with that. */
function anyhow(want: RegExp, fields: object): ProxyFault {
  return async (request, pass) => {
    const answer = await pass(request);
    if (!failedWith(answer, want)) return answer;
    return pass(withFields(request, { ...fields, ...fieldsOf(request) }));
  };
}

/** Nothing is deleted, though it is said so. */
async function kept(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  return pass({ ...request, method: 'GET' });
}

/** An update that fails writes this field all the same. */
function halfWritten(field: string): ProxyFault {
  return async (request, pass) => {
    const answer = await pass(request);
    const fields = fieldsOf(request);
    if (failedWith(answer, /./) && fields[field]) await pass(withFields(request, { [field]: fields[field] }));
    return answer;
  };
}

/** The side that a link was not made from does not show it. */
function oneWay(): ProxyFault {
  const hidden = new Set<string>();
  const numberOf = (url: string) => /\/(?:links\/\w+|incidents|problems|changes)\/(\d+)\./.exec(url)?.[1];
  return answering((answer, request) => {
    if (!isJson(answer)) return;
    const from = numberOf(request.url);
    if (request.method === 'POST' && from) {
      for (const id of Object.values(fieldsOf(request))) hidden.add(`${id} ${from}`);
      return;
    }
    const envelope = read(answer);
    const lists = envelope.result?.incidents ? envelope.result : Object.values<Any>(envelope.result ?? {})[0];
    for (const kind of ['incident', 'problem', 'change']) {
      const list: Any[] | undefined = lists?.[`${kind}s`];
      if (Array.isArray(list))
        lists[`${kind}s`] = list.filter((link) => !hidden.has(`${from} ${link[`${kind}_id`]}`));
    }
    answer.body = JSON.stringify(envelope);
  });
}

/** The item that was not written does not show a relationship. */
function oneSided(): ProxyFault {
  const written = new Set<number>();
  return async (request, pass) => {
    const answer = structuredClone(await pass(request));
    const envelope = read(answer);
    const item = envelope.result?.config_item;
    if (!item) return answer;
    if (request.method !== 'GET' && item.config_item_relationships.length > 0) written.add(item.id);
    if (written.size > 0 && !written.has(item.id)) item.config_item_relationships = [];
    answer.body = JSON.stringify(envelope);
    return answer;
  };
}

/** All relationships that are read have the type of the first that was. */
function sameType(): ProxyFault {
  let type: unknown;
  return inRecords((item) => {
    for (const each of item.config_item_relationships) {
      type ??= each.config_relationship_type_id;
      each.config_relationship_type_id = type;
    }
  });
}

/** Relationships are sent beside those that the item has. */
function added(): ProxyFault {
  return async (request, pass) => {
    const fields = fieldsOf(request);
    if (!fields.config_relationships) return pass(request);
    const item = read(await pass({ ...request, method: 'GET', body: '' })).result?.config_item;
    const before = (item?.config_item_relationships ?? []).map((each: Any) => ({
      config_relationship_type_id: each.config_relationship_type_id,
      other_config_item_id: each.config_item.id,
    }));
    const all = [...before, ...Array.from(fields.config_relationships as Any[])];
    return pass(withFields(request, { ...fields, config_relationships: all }));
  };
}

/** A record that got a watch was active at that moment. */
function movedByWatches(): ProxyFault {
  const watched = new Set<string>();
  return answering((answer, request) => {
    const id = /\/incidents\/(\d+)/.exec(request.url)?.[1] ?? '';
    if (request.method === 'POST') watched.add(id);
    const envelope = read(answer);
    const incident = envelope.result?.incident;
    if (incident && watched.has(id)) incident.last_active_at = '2031-01-01T00:00:00Z';
    answer.body = JSON.stringify(envelope);
  });
}

/** Watching again is another watch. */
function twice(): ProxyFault {
  const ids = new Set<number>();
  return inRecords((watch) => {
    while (ids.has(watch.id)) watch.id += 1;
    ids.add(watch.id);
  });
}

/** A change goes on showing the issues that it had. */
function leftBehind(): ProxyFault {
  const issues = new Map<number, Any[]>();
  return inResult(({ change }) => {
    if (!change) return;
    const known = issues.get(change.id) ?? [];
    const more = known.filter((old) => !change.issues.some((each: Any) => each.issue.id === old.issue.id));
    change.issues.push(...more);
    issues.set(change.id, structuredClone(change.issues));
  });
}

function rounded(record: Any): void {
  record.id = Number(Number(record.id).toPrecision(3));
  record.reference_num = record.id;
}
