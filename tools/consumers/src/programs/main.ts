import { all } from './all.js';

all().then(
  (line) => console.log(line),
  (error: unknown) => {
    console.error(`failed: ${(error as Error).message}`);
    throw error;
  },
);
