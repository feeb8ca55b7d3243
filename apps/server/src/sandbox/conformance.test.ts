import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { readConformance } from './conformance.ts';

const conforms = readConformance();
const { components } = createRequire(import.meta.url)('@service-desk/spec/openapi.annotated.json');

/** A copy of a documented response. */
const documented = (example: string) => structuredClone(components.examples[example].value);

type Fields = Record<string, unknown>;

test.each<[string, (symptom: Fields) => void, string]>([
  ['no link', (symptom) => delete symptom.symptom_link, "must have required property 'symptom_link'"],
  [
    'the link of another kind',
    (symptom) => {
      symptom.comment_link = symptom.symptom_link;
    },
    'must NOT have unevaluated properties {"unevaluatedProperty":"comment_link"}',
  ],
  ['no text', (symptom) => delete symptom.note, "must have required property 'note'"],
])('a symptom with %s is reported', (_what, change, told) => {
  const answer = documented('IncidentFound');
  expect(conforms('incidents.get', 200, answer)).toEqual([]);
  change(answer.result.incident.symptoms[0].symptom);
  expect(conforms('incidents.get', 200, answer).join('\n')).toContain(told);
});

test('a field that only the guide prints is reported', () => {
  const answer = documented('WatchFound');
  expect(conforms('incidents.watches.get', 200, answer)).toEqual([]);
  answer.result.watch.watched_by = { user_link: '/external_api/v1/users/18', avatar: null };
  expect(conforms('incidents.watches.get', 200, answer)).not.toEqual([]);
});
