import { existsSync } from 'node:fs';
import path from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { undeclaredIn } from './declared.ts';
import { rules } from './rules.ts';

/** What a run found: how many modules and imports it read, and a line for each forbidden import. */
export interface ImportFindings {
  modules: number;
  imports: number;
  violations: string[];
}

/** Checks every import below the folders of `root` against the rules, and against the dependencies of its package. */
export async function checkImports(root: string): Promise<ImportFindings> {
  const folders = ['apps', 'libs', 'tools'].filter((folder) => existsSync(path.join(root, folder)));
  const { output } = await cruise(folders, {
    baseDir: root,
    ruleSet: { forbidden: rules },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    // The bundles of the description are imported, from spec/dist.
    exclude: { path: '(^|/)(?<!^spec/)(dist|reports|pacts)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@service-desk/source', 'import', 'default', 'types'],
      exportsFields: ['exports'],
    },
  });
  const { modules, summary } = output as ICruiseResult;
  const imports = modules
    .filter(({ source }) => /\.tsx?$/.test(source))
    .map(({ source, dependencies }) => [source, dependencies.map(({ resolved }) => resolved)] as const);
  return {
    modules: summary.totalCruised,
    imports: summary.totalDependenciesCruised ?? 0,
    violations: [
      ...summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`),
      ...undeclaredIn(root, new Map(imports)),
    ],
  };
}
