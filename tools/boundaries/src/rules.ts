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

/** A folder of the contract, tests aside, imports only those below it: cli > inspection, checks > the rest > report > v1. */
function contract(folder: string, above: string): IForbiddenRuleType {
  const rule = forbid(
    `contract-${folder.replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '')}`,
    'cli > inspection, checks > interactions, behaviours, properties, twin > report > v1.',
    `^libs/contract/src/${folder}/`,
    `^libs/contract/src/${above}/`,
  );
  return { ...rule, from: { ...rule.from, pathNot: TEST } };
}

/** The arrows of the house, as what must not be imported. Types count: a type is a dependency too. */
export const rules: IForbiddenRuleType[] = [
  forbid(
    'server-knows-no-client',
    'Server and client meet in the spec and the contract only.',
    '^apps/server/',
    '^libs/client/',
  ),
  forbid(
    'server-knows-states-only',
    'Of the contract the server knows the types of the provider states, nothing else.',
    '^apps/server/',
    '^libs/contract/',
    '^libs/contract/src/(states|generated/states)\\.ts$',
  ),
  forbid(
    'client-stands-alone',
    'The client knows the spec, through what is generated.',
    '^libs/client/src/',
    '^(apps|tools|spec|libs/contract)/',
  ),
  forbid('libs-know-no-app', 'What ships as a library imports no app.', '^libs/', '^apps/'),
  forbid(
    'desk-knows-the-client-only',
    'The desk proves that the client carries a product.',
    '^apps/desk/',
    '^(apps/server|libs/contract|spec)/',
  ),
  forbid('server-knows-no-desk', 'Apps do not import each other.', '^apps/server/', '^apps/desk/'),
  {
    ...forbid('ships-no-tools', 'What ships does not import what builds it.', '^(apps|libs)/', '^tools/'),
    from: { path: '^(apps|libs)/', pathNot: ['config\\.ts$', TEST] },
  },
  forbid(
    'store-is-the-lowest',
    'http > resources > records > store.',
    '^apps/server/src/store/',
    '^apps/server/src/(http|resources|admin|cli|records)/',
  ),
  forbid(
    'records-know-the-store-only',
    'http > resources > records > store.',
    '^apps/server/src/records/',
    '^apps/server/src/(http|resources|admin|cli)/',
  ),
  forbid(
    'admin-knows-records-only',
    'cli > admin > records > store.',
    '^apps/server/src/admin/',
    '^apps/server/src/(http|resources|cli)/',
  ),
  forbid(
    'resources-know-no-http',
    'http > resources > records > store.',
    '^apps/server/src/resources/',
    '^apps/server/src/http/',
  ),
  contract('v1', '(report|interactions|behaviours|properties|twin|inspection|checks|cli)'),
  contract('report', '(interactions|behaviours|properties|twin|inspection|checks|cli)'),
  contract('(interactions|behaviours|properties|twin)', '(inspection|checks|cli)'),
  contract('(inspection|checks)', 'cli'),
  {
    name: 'tests-are-not-imported',
    comment: 'Nothing but a test imports a test.',
    severity: 'error',
    from: { pathNot: TEST },
    to: { path: TEST },
  },
  {
    name: 'no-circles',
    comment: 'A circle has no top and no bottom.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
];
