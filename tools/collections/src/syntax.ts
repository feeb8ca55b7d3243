import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readDescription } from '@service-desk/description/description';
import { LANGUAGES } from '@service-desk/docs/languages';
import { documentedCalls, documentedConnection, type ServedDescription } from '@service-desk/docs/samples';
import { parserOf } from './parser.ts';

/**
 * Parses the samples of the reference and of the guide in the languages whose interpreters few machines have. The nightly
 * workflow runs them as well; this finds their syntax errors everywhere.
 */
const PARSED = ['csharp', 'php', 'powershell', 'ruby'] as const;
type Parsed = (typeof PARSED)[number];

interface Sample {
  name: string;
  text: string;
}

const specFolder = path.dirname(createRequire(import.meta.url).resolve('@service-desk/spec/package.json'));
const description = readDescription() as ServedDescription;
const calls = documentedCalls(description);

function ofReference(language: Parsed): Sample[] {
  return calls.map((call) => ({
    name: call.operation,
    text: LANGUAGES[language].sample(call, documentedConnection(description, call)),
  }));
}

/** The blocks of code of the guide. */
function ofGuide(language: Parsed): Sample[] {
  return globSync('docs/*.md', { cwd: specFolder }).flatMap((file) => {
    const text = readFileSync(path.join(specFolder, file), 'utf8');
    const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))];
    return blocks.map(([, code = ''], index) => ({ name: `${file} ${index + 1}`, text: code }));
  });
}

for (const language of PARSED) {
  const parse = await parserOf(language);
  const samples = [...ofReference(language), ...ofGuide(language)];
  const faults = samples.flatMap(({ name, text }) => parse(text).map((fault) => `  ${name}: ${fault}`));
  console.log(`${language}: ${samples.length} samples, ${faults.length} syntax errors`);
  if (faults.length > 0) console.log(faults.join('\n'));
  if (faults.length > 0 || samples.length < calls.length) process.exitCode = 1;
}
