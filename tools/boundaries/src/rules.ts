import type { IForbiddenRuleType } from 'dependency-cruiser';

const TEST = '(\\.test(-d)?\\.tsx?$|/test-support/)';

function forbid(
  name: string,
  comment: string,
  from: string,
  to: string,
  pathNot?: string,
): IForbiddenRuleType {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: to, ...(pathNot && { pathNot }) },
  };
}

/** The rule for code alone: tests run the real parts, whichever these are. */
function exceptTests(rule: IForbiddenRuleType, ...others: string[]): IForbiddenRuleType {
  return { ...rule, from: { ...rule.from, pathNot: [TEST, ...others] } };
}

/** The name of a rule for some folders or modules. */
function named(project: string, parts: string): string {
  return `${project}-${parts.replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '')}`;
}

/** A folder of the contract, tests aside, imports only those below it: cli > inspection, checks > the rest > report > v1. */
function contract(folder: string, above: string): IForbiddenRuleType {
  return exceptTests(
    forbid(
      named('contract', folder),
      'cli > inspection, checks > interactions, behaviours, properties, twin > report > v1.',
      `^libs/contract/src/${folder}/`,
      `^libs/contract/src/${above}/`,
    ),
  );
}

const SERVER_CLI = '^apps/server/src/cli/';
/** The handlers of the operations, and their types. */
const SERVER_HANDLERS = '^apps/server/src/(calls/call|resources/.*handlers)\\.ts$';
/** The parts of the server that every other part may import. */
const SHARED = 'generated|json|log-levels|mail-addresses|timeout';

/**
 * Folders or modules of the server, tests aside, import only some of its other parts:
 * cli > sandbox > app > http > resources > rules > calls > store, with admin and demo on resources, transfer and mail on
 * store.
 */
function server(parts: string, below?: string): IForbiddenRuleType {
  const within = (these: string) => `^apps/server/src/(${these})(/|\\.ts$)`;
  return exceptTests(
    forbid(
      named('server', parts),
      `Of the server's other parts it imports ${below ?? 'none'}.`,
      within(parts),
      '^apps/server/src/',
      within([parts, SHARED, ...(below ? [below] : [])].join('|')),
    ),
  );
}

/** The arrows of the house, as what must not be imported. Types count: a type is a dependency too. */
export const rules: IForbiddenRuleType[] = [
  forbid(
    'server-knows-no-client',
    'The server does not import the client. They share only the description.',
    '^apps/server/',
    '^libs/client/',
  ),
  forbid(
    'server-knows-no-contract',
    'The server gets the provider states from the description, like the contract.',
    '^apps/server/',
    '^libs/contract/',
  ),
  forbid(
    'client-stands-alone',
    'The client uses the spec only through generated code.',
    '^libs/client/src/',
    '^(apps|tools|spec|libs/contract)/',
  ),
  exceptTests(
    forbid(
      'client-reads-no-description',
      'The client ships without the description. Its tests may compare the two.',
      '^libs/client/src/',
      '^libs/description/',
    ),
  ),
  forbid(
    'description-stands-alone',
    'Every other package may read the description, so the reader imports none of them.',
    '^libs/description/',
    '^(apps|tools|libs/(client|contract))/',
    '^tools/test-summary/',
  ),
  forbid('libs-know-no-app', 'Libraries do not import apps.', '^libs/', '^apps/'),
  forbid(
    'desk-knows-the-client-only',
    'The desk calls the API only through the client.',
    '^apps/desk/',
    '^(apps/server|libs/contract|spec)/',
  ),
  exceptTests(
    forbid(
      'mcp-knows-the-client-only',
      'It works with any provider. What it knows of the description is generated. Its tests start a sandbox.',
      '^apps/mcp/',
      '^(apps/server|libs/(contract|description)|spec)/',
    ),
  ),
  forbid('server-knows-no-app', 'Apps do not import each other.', '^apps/server/', '^apps/(desk|mcp)/'),
  forbid('desk-knows-no-app', 'Apps do not import each other.', '^apps/desk/', '^apps/mcp/'),
  forbid('mcp-knows-no-desk', 'Apps do not import each other.', '^apps/mcp/', '^apps/desk/'),
  exceptTests(
    forbid('ships-no-tools', 'Published code does not import tools.', '^(apps|libs)/', '^tools/'),
    'config\\.ts$',
  ),
  server(SHARED),
  server('store'),
  server('settings', 'store/postgres-url'),
  server('delivery', 'store'),
  server('mail', 'delivery|settings|store'),
  server('webhooks', 'delivery|settings|resources|rules|calls|store'),
  server('transfer', 'store'),
  server('calls', 'store'),
  server('rules', 'calls/(context|faults)|store/schema'),
  server('resources', 'rules|calls|store'),
  server('demo', 'resources|rules|calls|store'),
  server('admin', 'resources|rules|calls|store|webhooks'),
  exceptTests(
    forbid('server-handlers', 'Only http imports handlers.', '^apps/server/src/', SERVER_HANDLERS),
    SERVER_HANDLERS,
    '^apps/server/src/http/',
  ),
  exceptTests(
    forbid(
      'server-rows',
      'Rows do not import views.',
      '^apps/server/src/resources/.*rows\\.ts$',
      '^apps/server/src/resources/.*views\\.ts$',
    ),
  ),
  server('http', 'resources|rules|calls|store'),
  server('metrics', 'delivery|store'),
  server('app', 'http|metrics|store'),
  server('sandbox', 'app|http|admin|demo|resources|rules|calls|store|webhooks'),
  server('cli/admin', 'cli|admin|resources|rules|calls|store|webhooks'),
  exceptTests(forbid('server-cli', 'Nothing else imports the command.', '^', SERVER_CLI), SERVER_CLI),
  contract('v1', '(report|interactions|behaviours|properties|twin|webhooks|inspection|checks|cli)'),
  contract('report', '(interactions|behaviours|properties|twin|webhooks|inspection|checks|cli)'),
  contract('(interactions|behaviours|properties|twin|webhooks)', '(inspection|checks|cli)'),
  contract('(inspection|checks)', 'cli'),
  {
    name: 'tests-are-not-imported',
    comment: 'Only tests import tests.',
    severity: 'error',
    from: { pathNot: TEST },
    to: { path: TEST },
  },
  {
    name: 'no-cycles',
    comment: 'Imports must not form cycles. Imports of types count too.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
];
