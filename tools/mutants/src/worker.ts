import { startBench } from './judges.ts';
import { type Lot, suspectsOf } from './lots.ts';
import type { Order, Reply } from './run.ts';

/* A process that judges: it carries out one order after another, until there is no more. */

const [name = '', folder = '', lot = ''] = process.argv.slice(2);
const suspects = suspectsOf(JSON.parse(lot) as Lot);
await using bench = await startBench({ name, folder });
const reply = (message: Reply) => process.send?.(message);
const { promise: isOver, resolve: end } = Promise.withResolvers<void>();

process.on('disconnect', end);
process.on('message', async (order: Order) => {
  if ('root' in order) {
    await bench.prepare(order.root);
    reply({ root: order.root });
    return;
  }
  const suspect = suspects[order.index];
  if (suspect) reply({ index: order.index, judgement: await bench.judge(suspect) });
});
await isOver;
