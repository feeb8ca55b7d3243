import { answerOf } from './load.ts';
import { table } from './table.ts';

const ORDERS = ['due_date', 'created_at', 'last_active_at', 'priority'] as const;
const LIMIT = 10;
const FIRST_PAGES = 100;
/** Where the far pages lie, as parts of all pages. */
const FAR = [0.25, 0.5, 0.75, 1];
const ROUNDS = 5;
const AIMS = { growth: 2, far: 50 };

/** What the pages of one list cost. */
interface ListCosts {
  name: string;
  /** Milliseconds of each of the first pages, with its total. */
  first: number[];
  /** Milliseconds of the slowest of some far pages, and which it is. */
  far: { cost: number; page: number; pages: number };
}

/** The costs of the pages at a size. */
export interface PageCosts {
  size: number;
  pages: ListCosts[];
}

/** What pages of open incidents cost, in each order and for each caller: the best of a few times that each was asked for. */
export async function pageCosts(url: string, tokens: Record<string, string>): Promise<ListCosts[]> {
  const costs: ListCosts[] = [];
  for (const [who, token] of Object.entries(tokens)) {
    for (const order of ORDERS) {
      // Each time by another address, or it would be given from memory.
      let times = 0;
      const call = (page: number) => ({
        method: 'GET' as const,
        url: `${url}/incidents.json?order=${order}&limit=${LIMIT}&page=${page}&uncached=${times++}`,
        token,
      });
      const { result } = JSON.parse(await answerOf(call(1))) as { result: { total_pages: number } };
      const pages = result.total_pages;
      const first = Array.from({ length: Math.min(FIRST_PAGES, pages) }, (_, index) => index + 1);
      const far = FAR.map((part) => Math.max(1, Math.round(part * pages)));
      const best = await bestTimes([...first, ...far], async (page) => void (await answerOf(call(page))));
      const slowest = far.reduce((worst, page) => (time(best, page) > time(best, worst) ? page : worst));
      costs.push({
        name: `${order}, ${who}`,
        first: first.map((page) => time(best, page)),
        far: { cost: time(best, slowest), page: slowest, pages },
      });
    }
  }
  return costs;
}

/** The least milliseconds that each page took. The rounds go over all of them, so that a hiccup meets one of its times. */
async function bestTimes(
  pages: number[],
  get: (page: number) => Promise<void>,
): Promise<Map<number, number>> {
  const best = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const page of pages) {
      const start = performance.now();
      await get(page);
      best.set(page, Math.min(time(best, page), performance.now() - start));
    }
  }
  return best;
}

function time(times: Map<number, number>, page: number): number {
  return times.get(page) ?? Number.POSITIVE_INFINITY;
}

/** Says how the costs of pages grow with the size. Pages that the smallest does not have are left out. */
export function reportPages(smallest: PageCosts, largest: PageCosts): void {
  const [few, many] = [smallest.size, largest.size].map((size) => size.toLocaleString('en'));
  console.log(`Pages of ${LIMIT} with their total, best of ${ROUNDS} rounds`);
  const rows = largest.pages.map(({ name, first, far }, index) => {
    const before = smallest.pages[index]?.first ?? [];
    const ratios = before.map((cost, page) => (first[page] as number) / cost);
    const worst = Math.max(...ratios);
    return [
      name,
      `${mean(before).toFixed(2)} ms`,
      `${mean(first).toFixed(2)} ms`,
      String(ratios.length),
      `${(ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 0).toFixed(2)}`,
      `${worst.toFixed(2)} ≤ ${AIMS.growth} ${worst <= AIMS.growth ? 'met' : 'missed'}`,
      `${far.cost.toFixed(1)} ms ≤ ${AIMS.far} ${far.cost <= AIMS.far ? 'met' : 'missed'}`,
      `${far.page} of ${far.pages}`,
    ];
  });
  const head = [
    'first pages',
    `${few}`,
    `${many}`,
    'compared',
    'median ÷',
    'worst ÷',
    'slowest far page',
    'which',
  ];
  console.log(table([head, ...rows]));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
