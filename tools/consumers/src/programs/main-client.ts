import { checks } from './calls.js';
import { run } from './run.js';

run(checks).then(
  (line) => console.log(line),
  (error: unknown) => {
    console.error(`failed: ${(error as Error).message}`);
    throw error;
  },
);
