import { all } from './all.js';
import { checks } from './page.js';

all(checks).then(
  (line) => console.log(line),
  (error: unknown) => console.error(`failed: ${(error as Error).message}`),
);
