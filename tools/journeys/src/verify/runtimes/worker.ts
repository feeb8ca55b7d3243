import { createInterface } from 'node:readline';
import * as client from '@service-desk/client';
import { callOnce, type RuntimeCall } from './caller.ts';

// Runs in Node and in Bun: a call on each line of the input, what came of it on each line of the output.
for await (const line of createInterface({ input: process.stdin })) {
  const outcome = await callOnce(client, JSON.parse(line) as RuntimeCall);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
