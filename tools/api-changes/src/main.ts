#!/usr/bin/env node
import { run } from './command.ts';

const { code, output, errors } = run(process.argv.slice(2), process.cwd());
process.stdout.write(output);
process.stderr.write(errors);
process.exitCode = code;
