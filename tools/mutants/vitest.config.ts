import { keepFilesInMemory, packageTests } from '../test-summary/vitest.base.ts';

keepFilesInMemory();

export default packageTests();
