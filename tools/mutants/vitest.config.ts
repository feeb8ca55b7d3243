import { packageTests } from '../test-summary/vitest.base.ts';

export default packageTests({ testTimeout: 180_000 });
