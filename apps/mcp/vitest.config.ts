import { packageTests } from '../../tools/test-summary/vitest.base.ts';

export default packageTests();
