import { packageTests } from '../test-summary/vitest.base.ts';

export default packageTests();
