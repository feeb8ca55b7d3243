import { startBench } from './judges.ts';
import { type Lot, suspectsOf } from './lots.ts';

/*
 * A process that judges: it is sent what is judged and by whom, then one index after another, and sends each judgement
 * back.
 */

const [judge = '', lot = ''] = process.argv.slice(2);
const suspects = suspectsOf(JSON.parse(lot) as Lot);
await using bench = await startBench(judge);
process.send?.({ ready: true });
for (;;) {
  const index = await new Promise<number | undefined>((resolve) => {
    process.once('message', (message) => resolve(message as number));
    process.once('disconnect', () => resolve(undefined));
  });
  const suspect = index === undefined || index < 0 ? undefined : suspects[index];
  if (!suspect) break;
  process.send?.({ index, judgement: await bench.judge(suspect) });
}
process.disconnect?.();
