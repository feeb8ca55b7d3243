import { type Serving, startSandboxProcess } from '@service-desk/test-kit/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, documentedAnswers } from '../examples.ts';

let sandbox: Serving;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

test('each documented answer is what the demo world answers', async () => {
  const answers = documentedAnswers();
  const differing: string[] = [];
  for (const answer of answers) {
    const { status, value } = await ask(sandbox, answer);
    const same = status === answer.status && JSON.stringify(value) === JSON.stringify(answer.value);
    if (!same) differing.push(answer.name);
  }
  console.log(
    `${answers.length - differing.length} of ${answers.length} documented answers are the demo world's`,
  );
  expect(differing, 'npm run examples updates the recorded responses').toEqual([]);
});
