import closeWithGrace from 'close-with-grace';
import { startContractSandbox } from './contract-sandbox.ts';

const sandbox = await startContractSandbox({ database: process.env.DATABASE_URL || undefined });
closeWithGrace({ delay: 5000 }, () => sandbox.close());
// The parent process waits for this line.
process.stdout.write(`${JSON.stringify({ url: sandbox.url })}\n`);
