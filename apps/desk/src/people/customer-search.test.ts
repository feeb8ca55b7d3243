import { describe, expect, it } from 'vitest';
import { findByName, matching, nameOf, namesakes, pageSize } from './customer-search.ts';

function customer(id: number, first_name: string, last_name: string) {
  return { id, first_name, last_name, customer_link: '' };
}

/** Customers by first name, a page at a time, as v1 lists them, and which pages were asked for. */
function account(customers: ReturnType<typeof customer>[]) {
  const asked = new Set<number>();
  const totals = { totalEntries: customers.length, totalPages: Math.ceil(customers.length / pageSize) };
  return {
    asked,
    loaded: () => [...asked].flatMap((page) => customers.slice((page - 1) * pageSize, page * pageSize)),
    fetchPage: async (page: number) => {
      asked.add(page);
      return { ...totals, page, items: customers.slice((page - 1) * pageSize, page * pageSize) };
    },
  };
}

const many = Array.from({ length: 5000 }, (_, index) =>
  customer(index, `P${String(index).padStart(4, '0')}`, 'Smith'),
);

describe('findByName', () => {
  it.each(['p0000', 'p2499', 'p2500 smith', 'p4999'])('finds %s among 5,000 in a few pages', async (text) => {
    const { asked, loaded, fetchPage } = account(many);
    expect(await findByName(fetchPage, text)).toEqual({ total: 5000, complete: false });
    expect(loaded().map(({ first_name }) => first_name.toLowerCase())).toContain(text.split(' ')[0]);
    expect(asked.size).toBeLessThanOrEqual(9);
  });

  it('brings the next page too where a page ends within a name', async () => {
    const { loaded, fetchPage } = account(many);
    await findByName(fetchPage, 'p24');
    expect(loaded().filter(({ first_name }) => first_name.startsWith('P24'))).toHaveLength(100);
  });

  it('loads the first page before anything is typed, and all pages where there are few', async () => {
    const large = account(many);
    await findByName(large.fetchPage, '');
    expect([...large.asked]).toEqual([1]);
    const small = account(many.slice(0, 250));
    expect(await findByName(small.fetchPage, '')).toEqual({ total: 250, complete: true });
    expect([...small.asked]).toEqual([1, 2, 3]);
  });
});

it('finds namesakes whatever their case and accents', () => {
  const all = [customer(1, 'Ines', 'Duarte'), customer(2, 'INÉS', 'Duarte'), customer(3, 'Jo', 'Li')];
  expect(namesakes(all).map(({ id }) => id)).toEqual([1, 2]);
});

describe('matching', () => {
  const rows = [
    { id: 1, first_name: 'Zoë', last_name: 'Ann' },
    { id: 2, name: 'Annex' },
    { id: 3, full_name: 'Ann Lee' },
  ];

  it('finds any part of a name among all of them, by name', () => {
    expect(matching(rows, 'ann', true).map(nameOf)).toEqual(['Ann Lee', 'Annex', 'Zoë Ann']);
  });

  it('finds only how names begin where not all were loaded', () => {
    expect(matching(rows, 'ann', false).map(nameOf)).toEqual(['Ann Lee', 'Annex']);
    expect(matching(rows, 'zoe', false).map(nameOf)).toEqual(['Zoë Ann']);
  });

  it('shows once who came in two pages, as last read', () => {
    expect(matching([...rows, { id: 2, name: 'Annexe' }], 'annex', true).map(nameOf)).toEqual(['Annexe']);
  });
});
