import { readDescription } from '@service-desk/description/description';
import { expect, test } from 'vitest';
import { readResponseValidator } from './response-validator.ts';

const conforms = readResponseValidator();

type Fields = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: the values of examples have no types
type Answer = any;

/** A documented answer, to be changed. */
const documented = (example: string): Answer =>
  structuredClone(readDescription().components.examples?.[example]?.value);

test.each<[string, (symptom: Fields) => void, string]>([
  ['no link', (symptom) => delete symptom.symptom_link, 'symptom_link is missing'],
  [
    'the link of another kind',
    (symptom) => {
      symptom.comment_link = symptom.symptom_link;
    },
    'comment_link is not in the description',
  ],
  ['no text', (symptom) => delete symptom.note, 'note is missing'],
])('a symptom with %s is reported', (_what, change, expected) => {
  const answer = documented('IncidentFound');
  expect(conforms('incidents.get', 200, answer)).toEqual([]);
  change(answer.result.incident.symptoms[0].symptom);
  expect(conforms('incidents.get', 200, answer).join('\n')).toContain(expected);
});

test('a field that only the guide prints is reported', () => {
  const answer = documented('WatchFound');
  expect(conforms('incidents.watches.get', 200, answer)).toEqual([]);
  answer.result.watch.watched_by = { user_link: '/external_api/v1/users/18', avatar: null };
  expect(conforms('incidents.watches.get', 200, answer)).not.toEqual([]);
});
