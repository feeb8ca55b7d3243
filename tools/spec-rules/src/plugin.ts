import { annotations } from './annotations.ts';
import { exampleStates, namedExamples, pairedExamples } from './examples.ts';
import {
  closedWrites,
  codeMeanings,
  deprecatedAliases,
  describedFields,
  tellingDescriptions,
} from './fields.ts';
import { componentFiles, operationId, operationKeyOrder, pathFiles, tagGroups } from './naming.ts';
import { safeNumbers } from './numbers.ts';
import { operationAnswers, operationFailures, successOrFailure } from './operations.ts';
import type { Rule } from './redocly.ts';
import { shortForms, typesOfShortForms } from './short-forms.ts';
import { unfinished } from './unfinished.ts';
import { xmlBesideJson, xmlNames } from './xml.ts';

/** The rules of v1's calls. Webhooks are not v1's, and need neither XML nor an example in a state. */
const rulesOfCalls: Record<string, Rule> = {
  'operation-id': operationId,
  'operation-answers': operationAnswers,
  'operation-failures': operationFailures,
  'path-files': pathFiles,
  'closed-writes': closedWrites,
  'named-examples': namedExamples,
  'paired-examples': pairedExamples,
  'xml-beside-json': xmlBesideJson,
  'xml-names': xmlNames,
};

/** The rules by their names; in a configuration each is called `service-desk/…`. */
export const rules: Record<string, Rule> = {
  ...Object.fromEntries(Object.entries(rulesOfCalls).map(([name, rule]) => [name, inPaths(rule)])),
  'operation-key-order': operationKeyOrder,
  'success-or-failure': successOrFailure,
  'component-files': componentFiles,
  'tag-groups': tagGroups,
  'described-fields': describedFields,
  'telling-descriptions': tellingDescriptions,
  'code-meanings': codeMeanings,
  'deprecated-aliases': deprecatedAliases,
  annotations,
  'example-states': exampleStates,
  'safe-numbers': safeNumbers,
  unfinished,
};

/** A rule for nodes that are reached from a path. */
function inPaths(rule: Rule): Rule {
  return () => ({ Paths: rule() });
}

/** Short forms or rules as a configuration names them, all switched on. */
export function switchedOn(named: Record<string, Rule>): Record<string, 'error'> {
  return Object.fromEntries(Object.keys(named).map((name) => [`service-desk/${name}`, 'error']));
}

export { shortForms };

// biome-ignore lint/style/noDefaultExport: Redocly takes a plugin by its default export.
export default function plugin() {
  return {
    id: 'service-desk',
    typeExtension: { oas3: typesOfShortForms },
    preprocessors: { oas3: shortForms },
    rules: { oas3: rules },
  };
}
