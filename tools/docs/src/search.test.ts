import { createRequire } from 'node:module';
import path from 'node:path';
import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import { createEngine } from './browser/search-engine.ts';
import { catalogueOf, type SiteDescription } from './catalogue.ts';
import { clientReference, clientSources } from './client-pages.ts';
import { clientPagesOf, pagesOf } from './pages.ts';
import { proseReader } from './prose.ts';
import { type Findable, findables } from './search.ts';

/** What integrators look for, and where they should be led: pages, sections, or operations by name. */
const QUERIES: [string, ...string[]][] = [
  ['reopen', 'records.html#re-open', 'incidents.update'],
  ['re-open', 'records.html#re-open', 'incidents.update'],
  ['pagination', 'paging.html'],
  ['next page', 'paging.html'],
  ['permission', 'authentication.html#permissions', 'errors.html#kinds-of-e400'],
  ['url-encoded', 'formats.html#forms', 'first-call.html#what-surprises'],
  ['upload', 'avatars.html', 'avatars.get'],
  ['python', 'first-call.html'],
  ['php', 'first-call.html'],
  ['powershell', 'first-call.html'],
  ['token', 'authentication.html'],
  ['api key', 'authentication.html'],
  ['login', 'authentication.html'],
  ['close an incident', 'records.html#resolve-and-close', 'incidents.update'],
  ['closing', 'records.html#resolve-and-close'],
  ['create incident', 'incidents.create'],
  ['new ticket', 'incidents.create'],
  ['list incidents', 'incidents.list'],
  ['add a comment', 'incidents.comments.create'],
  ['rate limit', 'rate-limits.html'],
  ['429', 'rate-limits.html', 'errors.html'],
  ['too many requests', 'rate-limits.html'],
  ['401', 'authentication.html#when-it-fails', 'errors.html'],
  ['unauthorized', 'authentication.html'],
  ['date format', 'dates.html'],
  ['timezone', 'dates.html'],
  ['large ids', 'ids.html#large-ids'],
  ['xml', 'formats.html'],
  ['content-type', 'formats.html#extension-content-type-and-encoding', 'first-call.html#what-surprises'],
  ['error codes', 'errors.html'],
  ['validation', 'errors.html#kinds-of-e400'],
  ['current user', 'users.current'],
  ['avatar sizes', 'avatars.html'],
  ['email notifications', 'mail.html'],
  ['watchers', 'incidents.watches.create', 'incidents.watches.list', 'mail.html'],
  ['find record by number', 'beetils.get'],
  ['log time', 'timeEntries.create'],
  ['approve a change', 'records.html#status', 'recipes.html#change-and-release', 'changes.update'],
  ['mock server', 'sandbox.html'],
  ['mcp server', 'mcp.html'],
  ['ai assistant', 'mcp.html'],
  ['docker', 'operating.html'],
  ['backup', 'operating.html#back-up-and-restore', 'commands.html#backup'],
  ['cors', 'operating.html', 'first-call.html'],
  ['base url', 'first-call.html', 'formats.html'],
  ['null', 'envelope.html#blank-values'],
  ['webhook', 'webhooks.html'],
  ['webhook signature', 'webhooks.html#receive-an-event'],
  ['postman', 'first-call.html#with-postman-or-bruno'],
  ['bruno collection', 'first-call.html#with-postman-or-bruno'],
];

const require = createRequire(import.meta.url);
const description: SiteDescription = require('@service-desk/spec/openapi.annotated.json');
const specFolder = path.dirname(require.resolve('@service-desk/spec/package.json'));
const catalogue = catalogueOf(description);
const pages = [
  ...pagesOf(proseReader(specFolder, description), catalogue),
  ...clientPagesOf(clientReference(clientSources()), catalogue),
];
const all = findables(catalogue, pages);
const engine = createEngine(all);

/** The library as it comes, to compare with: it knows no stems, synonyms or weights. */
const plainSearch = new MiniSearch<Findable>({ idField: 'url', fields: ['title', 'text'] });
plainSearch.addAll([...new Map(all.map((findable) => [findable.url, findable])).values()]);

/** The place of the first result that leads to one of the targets, from 1; 0 where none does. */
function rankOf(found: { url: string }[], targets: string[]): number {
  const addresses = targets.map((target) => catalogue.byId.get(target)?.url ?? target);
  return found.findIndex(({ url }) => addresses.some((address) => url.startsWith(address))) + 1;
}

test('an integrator finds what they look for among the first three', () => {
  const ranks = QUERIES.map(([query, ...targets]) => ({
    query,
    plain: rankOf(
      plainSearch.search(query).map(({ id }) => ({ url: id })),
      targets,
    ),
    rank: rankOf(engine(query), targets),
  }));
  const found = ranks.filter(({ rank }) => rank > 0 && rank <= 3);
  const lines = ranks.map(({ query, plain, rank }) => `${query}: ${plain || '-'} -> ${rank || '-'}`);
  console.log(`The rank of the page, by a plain search and by ours\n${lines.join('\n')}`);
  console.log(`${found.length} of ${ranks.length} queries find their page among the first three`);
  expect(ranks.filter((each) => !found.includes(each))).toEqual([]);
});
