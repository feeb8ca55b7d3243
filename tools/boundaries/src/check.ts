import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { rules } from './rules.ts';

/** What a run found: how many modules and imports it read, and a line for each forbidden import. */
export interface Finding {
  modules: number;
  imports: number;
  violations: string[];
}

/** Reads every import below the folders of `root` and holds it against the rules. */
export async function check(root: string): Promise<Finding> {
  const folders = ['apps', 'libs', 'tools'].filter((folder) => existsSync(path.join(root, folder)));
  const { output } = await cruise(folders, {
    baseDir: root,
    ruleSet: { forbidden: rules },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|reports|pacts)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@service-desk/source', 'import', 'default', 'types'],
      exportsFields: ['exports'],
    },
  });
  const { summary } = output as ICruiseResult;
  return {
    modules: summary.totalCruised,
    imports: summary.totalDependenciesCruised ?? 0,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
  };
}
