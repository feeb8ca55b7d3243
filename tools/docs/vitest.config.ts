import { packageTests } from '../test-summary/vitest.base.ts';

export default packageTests({
  // The files share what they import.
  isolate: false,
});
