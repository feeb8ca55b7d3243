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

/** The rules by their names; in a configuration each is called `service-desk/…`. */
export const rules: Record<string, Rule> = {
  'operation-id': operationId,
  'operation-key-order': operationKeyOrder,
  'operation-answers': operationAnswers,
  'operation-failures': operationFailures,
  'success-or-failure': successOrFailure,
  'path-files': pathFiles,
  'component-files': componentFiles,
  'tag-groups': tagGroups,
  'described-fields': describedFields,
  'telling-descriptions': tellingDescriptions,
  'closed-writes': closedWrites,
  'code-meanings': codeMeanings,
  'deprecated-aliases': deprecatedAliases,
  annotations,
  'named-examples': namedExamples,
  'example-states': exampleStates,
  'paired-examples': pairedExamples,
  'safe-numbers': safeNumbers,
  unfinished,
  'xml-beside-json': xmlBesideJson,
  'xml-names': xmlNames,
};

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
