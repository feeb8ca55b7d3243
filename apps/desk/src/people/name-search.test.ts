import { describe, expect, it } from 'vitest';
import { displayName, findByName, matchingRows, namesakes, pageSize } from './name-search.ts';

function customer(id: number, first_name: string, last_name: string) {
  return { id, first_name, last_name, customer_link: '' };
}

/** Customers by first name and page, as v1 lists them, and the numbers of the requested pages. */
function account(customers: ReturnType<typeof customer>[]) {
  const requested = new Set<number>();
  const totals = { totalEntries: customers.length, totalPages: Math.ceil(customers.length / pageSize) };
  return {
    requested,
    loaded: () => [...requested].flatMap((page) => customers.slice((page - 1) * pageSize, page * pageSize)),
    fetchPage: async (page: number) => {
      requested.add(page);
      return { ...totals, page, items: customers.slice((page - 1) * pageSize, page * pageSize) };
    },
  };
}

const many = Array.from({ length: 5000 }, (_, index) =>
  customer(index, `P${String(index).padStart(4, '0')}`, 'Smith'),
);

describe('findByName', () => {
  it.each(['p0000', 'p2499', 'p2500 smith', 'p4999'])(
    'finds %s among 5,000 with a few requests',
    async (text) => {
      const { requested, loaded, fetchPage } = account(many);
      expect(await findByName(fetchPage, text)).toEqual({ total: 5000, complete: false });
      expect(loaded().map(({ first_name }) => first_name.toLowerCase())).toContain(text.split(' ')[0]);
      expect(requested.size).toBeLessThanOrEqual(9);
    },
  );

  it('also loads the next page if a page ends with a match', async () => {
    const { loaded, fetchPage } = account(many);
    await findByName(fetchPage, 'p24');
    expect(loaded().filter(({ first_name }) => first_name.startsWith('P24'))).toHaveLength(100);
  });

  it('loads the first page without a text, and all pages of a short list', async () => {
    const large = account(many);
    await findByName(large.fetchPage, '');
    expect([...large.requested]).toEqual([1]);
    const small = account(many.slice(0, 250));
    expect(await findByName(small.fetchPage, '')).toEqual({ total: 250, complete: true });
    expect([...small.requested]).toEqual([1, 2, 3]);
  });
});

it('ignores case and accents of namesakes', () => {
  const all = [customer(1, 'Ines', 'Duarte'), customer(2, 'INÉS', 'Duarte'), customer(3, 'Jo', 'Li')];
  expect(namesakes(all).map(({ id }) => id)).toEqual([1, 2]);
});

describe('matchingRows', () => {
  const rows = [
    { id: 1, first_name: 'Zoë', last_name: 'Ann' },
    { id: 2, name: 'Annex' },
    { id: 3, full_name: 'Ann Lee' },
  ];

  it('matches any part of a name in a complete list, sorted by name', () => {
    expect(matchingRows(rows, 'ann', true).map(displayName)).toEqual(['Ann Lee', 'Annex', 'Zoë Ann']);
  });

  it('matches the start of names in an incomplete list', () => {
    expect(matchingRows(rows, 'ann', false).map(displayName)).toEqual(['Ann Lee', 'Annex']);
    expect(matchingRows(rows, 'zoe', false).map(displayName)).toEqual(['Zoë Ann']);
  });

  it('removes duplicates, and keeps the last response', () => {
    expect(matchingRows([...rows, { id: 2, name: 'Annexe' }], 'annex', true).map(displayName)).toEqual([
      'Annexe',
    ]);
  });
});
