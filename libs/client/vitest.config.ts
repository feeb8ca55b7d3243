import { packageTests } from '../../tools/test-summary/vitest.base.ts';

export default packageTests({
  // The files share what they import.
  isolate: false,
});
