#!/usr/bin/env node
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readDescription, toGenerateFrom } from '@service-desk/description/description';
import { operationsOf } from '@service-desk/description/operations';
import { scenariosOf, statesOf } from '@service-desk/description/scenarios';
import { generateOperations } from './client.ts';
import { generateScenarios, generateStates } from './contract.ts';
import { generateMcpReference, generateMcpResources } from './mcp.ts';
import { generateQueries } from './react.ts';
import { generateServer } from './server.ts';
import { generateTypes } from './types.ts';

const USAGE = 'usage: service-desk-codegen client|contract|mcp|server OUTPUT-FOLDER';

async function filesOf(target: string | undefined): Promise<Record<string, string>> {
  const description = toGenerateFrom(readDescription());
  switch (target) {
    case 'client':
      return {
        'types.ts': await generateTypes(description),
        'operations.ts': generateOperations(operationsOf(description)),
        'queries.ts': generateQueries(operationsOf(description)),
      };
    case 'contract': {
      const scenarios = scenariosOf(operationsOf(description));
      return {
        'scenarios.ts': generateScenarios(scenarios),
        'states.ts': generateStates(statesOf(scenarios)),
      };
    }
    case 'mcp':
      return {
        'resources.ts': generateMcpResources(description),
        'reference.ts': generateMcpReference(description, guidePages()),
      };
    case 'server':
      return {
        'types.ts': await generateTypes(description, 'bigint'),
        'operations.ts': generateServer(description, operationsOf(description)),
        'states.ts': generateStates(statesOf(scenariosOf(operationsOf(description)))),
      };
    default:
      throw new Error(USAGE);
  }
}

/** The pages of the guide, in Markdown by name. */
function guidePages(): Map<string, string> {
  const manifest = createRequire(import.meta.url).resolve('@service-desk/spec/package.json');
  const folder = path.join(path.dirname(manifest), 'docs');
  const files = globSync('*.md', { cwd: folder }).toSorted();
  return new Map(
    files.map((file) => [path.basename(file, '.md'), readFileSync(path.join(folder, file), 'utf8')]),
  );
}

const [target, output] = process.argv.slice(2);
if (!output) throw new Error(USAGE);
const files = await filesOf(target);
// Old output goes first, or a file that is no longer generated would live on.
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const [name, text] of Object.entries(files)) writeFileSync(path.join(output, name), text);
