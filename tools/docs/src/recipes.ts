import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { catalogueOf, type Entry, type SiteDescription } from './catalogue.ts';

/** A file of `spec/workflows`, in Arazzo. */
export interface WorkflowFile {
  name: string;
  text: string;
}

interface Arazzo {
  info: { title: string; summary: string };
  workflows: { summary: string; steps: Step[] }[];
}

interface Step {
  stepId: string;
  description: string;
  operationPath: string;
  parameters?: { name: string; in: string; value: unknown }[];
  requestBody?: { payload: unknown };
  successCriteria?: { condition: string }[];
  outputs?: Record<string, string>;
}

const OPERATION = /#\/paths\/([^/]+)\/(\w+)$/;
const OUTPUT = /^\$steps\.([\w-]+)\.outputs\.(\w+)$/;
/** What every response fulfils. */
const ALWAYS = new Set(['$statusCode == 200', "$response.body#/status == 'Success'"]);

/** The workflows of a description. */
export function workflowsOf(specFolder: string): WorkflowFile[] {
  const folder = path.join(specFolder, 'workflows');
  return globSync('*.arazzo.yaml', { cwd: folder })
    .toSorted()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
}

/** The workflows as Markdown, with a chapter for each, the shortest first. */
export function recipesOf(files: WorkflowFile[], description: SiteDescription): string {
  const { entries } = catalogueOf(description);
  return files
    .map(({ name, text }) => ({ name, ...(parse(text) as Arazzo) }))
    .map((file) => ({ ...file, steps: file.workflows.flatMap(({ steps }) => steps) }))
    .toSorted((a, b) => a.steps.length - b.steps.length)
    .map(({ name, info, workflows, steps }) => {
      return `## ${info.title}

${workflows.map(({ summary }) => summary).join(' ')} [Download ${name}](workflows/${name})

${steps.map((step) => recipeStep(step, entries)).join('\n')}`;
    })
    .join('\n\n');
}

function recipeStep(step: Step, entries: Entry[]): string {
  const { description, parameters = [], requestBody, successCriteria = [], outputs = {} } = step;
  const given = parameters.map(({ name, value }) => `\`${name}\` is ${shown(value)}`);
  const checks = successCriteria.filter(({ condition }) => !ALWAYS.has(condition)).map(checkOf);
  const kept = Object.entries(outputs).map(([name, from]) => `${fieldOf(from)} as \`${name}\``);
  const lines = [
    `**${step.stepId}** (\`${operationOf(step, entries).id}\`): ${description}`,
    given.length > 0 && `In the address, ${given.join(', and ')}.`,
    requestBody && fenced(requestBody.payload),
    checks.length > 0 && `In the response, ${checks.join(', and ')}.`,
    kept.length > 0 && `Keep ${kept.join(', and ')}.`,
  ].filter(Boolean);
  return `1. ${lines.join('\n\n').replaceAll('\n', '\n   ')}\n`;
}

function operationOf({ stepId, operationPath }: Step, entries: Entry[]): Entry {
  const [, pointer = '', method = ''] = OPERATION.exec(operationPath) ?? [];
  const address = pointer.replaceAll('~1', '/').replaceAll('~0', '~');
  const found = entries.find((entry) => entry.path === address && entry.method.toLowerCase() === method);
  if (!found) throw new Error(`${stepId}: no operation is described at ${operationPath}`);
  return found;
}

function fenced(payload: unknown): string {
  const json = JSON.stringify(payload, null, 2).replaceAll(/"(\$steps\.[^"]+)"/g, (_all, output: string) =>
    placeholderOf(output),
  );
  const inside = json.replaceAll(/\{(\$steps\.[^}"]+)\}/g, (_all, output: string) => placeholderOf(output));
  return `\`\`\`json\n${inside}\n\`\`\``;
}

function placeholderOf(output: string): string {
  const [, step, name] = OUTPUT.exec(output) ?? [];
  return step ? `<${name} of ${step}>` : output;
}

function shown(value: unknown): string {
  return `\`${placeholderOf(String(value))}\``;
}

/** `$response.body#/result/incident/id` as `result.incident.id`. */
function fieldOf(expression: string): string {
  const field = expression
    .replace('$response.body#/', '')
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
  return `\`${field}\``;
}

function checkOf({ condition }: { condition: string }): string {
  const [left = '', right = ''] = condition.split(' == ');
  return `${fieldOf(left)} is ${shown(right.replaceAll(/^'|'$/g, ''))}`;
}
