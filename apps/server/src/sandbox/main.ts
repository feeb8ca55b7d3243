import closeWithGrace from 'close-with-grace';
import { readSettings } from '../settings.ts';
import { startSandbox } from './sandbox.ts';

const { port, rateLimit, databaseUrl } = readSettings(process.env, process.argv.slice(2));
const sandbox = await startSandbox({ port, rateLimit, database: databaseUrl });
closeWithGrace({ delay: 5000 }, () => sandbox.close());
// The line that whoever started it waits for.
process.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`);
