import { authorizationOf } from '@service-desk/contract';
import { type Any, failedWith, inQuery, inResult } from '../fault-builders.ts';
import type { Pass, ProxiedRequest, ProxiedResponse, ProxyFault } from '../proxy.ts';
import { type Mutant, mutantsOf } from './mutant.ts';

/** The Authorization of the demo world's token that sees every record. */
const accountWide = authorizationOf('demo-account');

/** That of the sandbox's other account. */
const elsewhere = authorizationOf('sandbox-agent');

/** Lists that hold other records than they should, in another order, or are counted wrongly. */
export const listMutants: readonly Mutant[] = [
  ...mutantsOf('wrong total', [
    [
      'one problem more is counted than there are',
      'problems.list',
      counted(({ total_entries }) => ({ total_entries: total_entries + 1 })),
    ],
    [
      'the customers of this page are counted',
      'customers.list',
      counted(({ customers }) => ({ total_entries: customers.length })),
    ],
    [
      'time entries have a page too few',
      'timeEntries.list',
      counted(({ total_pages }) => ({ total_pages: total_pages - 1 })),
    ],
    ['config items are on no page', 'configTypes.get', counted(() => ({ total_pages: 0 }))],
    [
      'changes of everybody are counted',
      'changes.list',
      async (request, pass) => {
        const answer = await pass(request);
        const all = await pass(seenByAll(request));
        const [envelope, whole] = [JSON.parse(answer.body), JSON.parse(all.body)];
        if (envelope.result) envelope.result.total_entries = whole.result.total_entries;
        return { ...answer, body: JSON.stringify(envelope) };
      },
    ],
    [
      "the caller's count of releases is one too low",
      'users.current',
      inResult(({ user }) => {
        user.release_count -= 1;
      }),
    ],
  ]),
  ...mutantsOf('wrong page', [
    ['pages of companies are counted from 0', 'companies.list', paged((page) => page + 1)],
    ['the second page of problems is the first', 'problems.list', paged((page) => Math.max(1, page - 1))],
    [
      'incidents come as many as there are, whatever the limit',
      'incidents.list',
      inQuery((query) => query.set('limit', '100')),
    ],
    ['the last release of a page is lost', 'releases.list', inResult(({ releases }) => releases.pop())],
    [
      'pages of customers overlap',
      'customers.list',
      async (request, pass) => {
        const answer = await pass(request);
        const envelope = JSON.parse(answer.body);
        const page = Number(new URLSearchParams(request.url.split('?')[1]).get('page') ?? 1);
        if (page < 2 || !envelope.result) return answer;
        const before = await pass({
          ...request,
          url: request.url.replace(`page=${page}`, `page=${page - 1}`),
        });
        envelope.result.customers.unshift(JSON.parse(before.body).result.customers.at(-1));
        return { ...answer, body: JSON.stringify(envelope) };
      },
    ],
    [
      'changes past the last page are those of the first',
      'changes.list',
      async (request, pass) => {
        const answer = await pass(request);
        if (JSON.parse(answer.body).result?.changes?.length !== 0) return answer;
        return pass({ ...request, url: request.url.replace(/([?&]page=)\d+/, '$11') });
      },
    ],
    [
      'config items past the last page are those of the last',
      'configTypes.get',
      async (request, pass) => {
        const answer = await pass(request);
        const { result } = JSON.parse(answer.body);
        if (result?.config_items?.length !== 0) return answer;
        return pass({ ...request, url: request.url.replace(/page=\d+/, 'page=1') });
      },
    ],
  ]),
  ...mutantsOf('wrong order', [
    ['companies stand from Z to A', 'companies.list', inResult(({ Companies }) => Companies.reverse())],
    ['problems stand oldest first', 'problems.list', inResult(({ problems }) => problems.reverse())],
    [
      'incidents stand in one order, whatever is asked for',
      'incidents.list',
      inQuery((query) => query.delete('order')),
    ],
    [
      'time entries stand oldest first',
      'timeEntries.list',
      inResult(({ time_entries }) => time_entries.reverse()),
    ],
    [
      'comments stand newest first',
      ['problems.comments.list', 'changes.comments.list', 'releases.comments.list'],
      inResult((result) => {
        for (const list of Object.values<Any>(result)) list.reverse();
      }),
    ],
    [
      'users stand by number',
      'users.list',
      inResult(({ users }) => users.sort((a: Any, b: Any) => a.id - b.id)),
    ],
  ]),
  ...mutantsOf('filter ignored', [
    ['service_ids of incidents', 'incidents.list', unasked('service_ids')],
    ['service_ids of changes', 'changes.list', unasked('service_ids')],
    ['selected_user_id of problems', 'problems.list', unasked('selected_user_id')],
    ['selected_user_id of changes', 'changes.list', unasked('selected_user_id')],
    ['per_page of releases', 'releases.list', unasked('per_page')],
    ['report_id of incidents', 'incidents.list', unasked('report_id')],
    [
      'note_type of a note that is written',
      ['changes.reasons.create', 'releases.instructions.update'],
      unasked('note_type'),
    ],
    ['include_watchlisted of problems', 'problems.list', unasked('include_watchlisted')],
    ['report_id of releases', 'releases.list', unasked('report_id')],
    ['service_id of users', 'users.list', unasked('service_id')],
    ['start_date and end_date of time entries', 'timeEntries.list', unasked('start_date', 'end_date')],
    ['service_ids of the counts of the caller', 'users.current', unasked('service_ids')],
    ['note_type of a note', ['incidents.symptoms.get', 'incidents.comments.get'], unasked('note_type')],
    ['that problems are closed', ['problems.list', 'problems.update'], stillListed('problem', 'problems')],
    ['that changes are closed', ['changes.list', 'changes.update'], stillListed('change', 'changes')],
  ]),
  ...mutantsOf("others' data", [
    ['problems of everybody are listed', 'problems.list', forEverybody],
    ...(['incidents.get', 'problems.get', 'changes.get'] as const).map(
      (operation) =>
        [
          `${operation.split('.')[0]} of services that the caller has no part in are found`,
          operation,
          seeingAll,
        ] as const,
    ),
    ['services that the caller has no part in are listed', 'services.list', forEverybody],
    ["a time user reads a colleague's time", 'timeEntries.get', seeingAll],
    [
      'records of another account are found',
      ['incidents.get', 'releases.get', 'customers.get'],
      async (request, pass) =>
        request.headers.authorization === elsewhere ? seeingAll(request, pass) : pass(request),
    ],
    [
      'comments of another account are listed',
      'problems.comments.list',
      async (request, pass) =>
        request.headers.authorization === elsewhere ? seeingAll(request, pass) : pass(request),
    ],
    ['messages of services that the caller has no part in have watches', 'messages.watches.list', seeingAll],
  ]),
];

function counted(totals: (result: Any) => object): ProxyFault {
  return inResult((result) => Object.assign(result, totals(result)));
}

function paged(number: (page: number) => number): ProxyFault {
  return inQuery((query) => query.set('page', String(number(Number(query.get('page') ?? 1)))));
}

function unasked(...names: string[]): ProxyFault {
  return inQuery((query) => {
    for (const name of names) query.delete(name);
  });
}

/** Each caller gets what the account-wide token gets. */
async function forEverybody(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const answer = await pass(request);
  return answer.status === 200 ? pass(seenByAll(request)) : answer;
}

function seenByAll(request: ProxiedRequest): ProxiedRequest {
  return { ...request, headers: { ...request.headers, authorization: accountWide } };
}

/** What is not found for the caller is looked for among what only the account-wide token sees. */
async function seeingAll(request: ProxiedRequest, pass: Pass): Promise<ProxiedResponse> {
  const answer = await pass(request);
  if (!failedWith(answer, /^\[E400\] no .+ found$/)) return answer;
  return pass(seenByAll(request));
}

/** A record that was closed goes on standing at the end of each first page. */
function stillListed(key: string, list: string): { create: () => ProxyFault } {
  return {
    create: () => {
      const closed = new Map<unknown, Any>();
      return inResult((result) => {
        const record = result[key];
        if (record?.closed_at) closed.set(record.id, record);
        else if (record) closed.delete(record.id);
        if (!result[list]) return;
        result[list].push(...closed.values());
        result.total_entries += closed.size;
      });
    },
  };
}
