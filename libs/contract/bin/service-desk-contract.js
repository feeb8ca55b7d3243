#!/usr/bin/env node
const NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) < NEEDED) {
  process.stderr.write(
    `service-desk-contract: Node ${NEEDED} or newer is needed, this is ${process.version}\n`,
  );
  process.exit(3);
}
await import('../dist/cli/main.js');
