import path from 'node:path';
import { checkImports } from './check.ts';
import { rules } from './rules.ts';

const { modules, imports, violations } = await checkImports(path.resolve(import.meta.dirname, '../../..'));
for (const violation of violations) console.error(violation);
console.log(
  `checked ${imports} imports of ${modules} modules against ${rules.length} rules: ${violations.length} forbidden`,
);
process.exit(violations.length === 0 && modules > 0 ? 0 : 1);
