import type { CustomerRef, Id, Page } from '@service-desk/client';
import { customerName } from '../format.ts';

export const pageSize = 100;
/** Lists with up to this many pages are loaded completely. */
const SHORT_LIST_PAGES = 3;

/** The state of a list that is searched by name. */
export interface NameSearch {
  /** The number of entries; undefined if the server leaves it out. */
  total: number | undefined;
  /** Whether all entries are loaded. */
  complete: boolean;
}

/** A customer, a company, a user or a group. */
export type NamedPerson = Partial<Names & { name: string; full_name: string }>;

export function displayName({ name, full_name, first_name = '', last_name = '' }: NamedPerson): string {
  return name ?? full_name ?? customerName({ first_name, last_name });
}

/**
 * Loads the pages with names that start with a text: all pages of a short list, else those that a binary search leads to.
 * v1 has no search, but sorts companies by name and customers by first name.
 *
 * @param text normalized by {@link normalizeName}; `""` for the first page
 */
export async function findByName(
  fetchPage: (page: number) => Promise<Page<NamedPerson>>,
  text: string,
): Promise<NameSearch> {
  const { totalPages: pages, totalEntries: total } = await fetchPage(1);
  if (pages !== undefined && pages <= SHORT_LIST_PAGES) {
    await Promise.all(Array.from({ length: pages }, (_, index) => fetchPage(index + 1)));
    return { total, complete: true };
  }
  if (text === '' || pages === undefined) return { total, complete: false };
  let [low, high] = [1, pages];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (lastName(await fetchPage(middle)) < text) low = middle + 1;
    else high = middle;
  }
  const found = await fetchPage(low);
  if (low < pages && lastName(found).startsWith(text)) await fetchPage(low + 1);
  return { total, complete: false };
}

function lastName({ items }: Page<NamedPerson>): string {
  const last = items.at(-1);
  return last ? normalizeName(displayName(last)) : '';
}

/** The loaded rows that match, sorted by name: by any part of the name, or by its start if the list is incomplete. */
export function matchingRows<Row extends NamedPerson & { id: Id }>(
  rows: Row[],
  text: string,
  complete: boolean,
): Row[] {
  const found = rows.filter((row) => {
    const name = normalizeName(displayName(row));
    return complete ? name.includes(text) : name.startsWith(text);
  });
  const once = [...new Map(found.map((row) => [String(row.id), row])).values()];
  return once.sort((a, b) => normalizeName(displayName(a)).localeCompare(normalizeName(displayName(b))));
}

/** Normalizes a name for comparison: without case, accents and surrounding blanks. */
export function normalizeName(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();
}

/** Customers who share their name with another one. */
export function namesakes<Customer extends Names>(customers: Iterable<Customer>): Customer[] {
  const byName = new Map<string, Customer[]>();
  for (const customer of customers) {
    const name = normalizeName(customerName(customer));
    byName.set(name, [...(byName.get(name) ?? []), customer]);
  }
  return [...byName.values()].filter((same) => same.length > 1).flat();
}

type Names = Pick<CustomerRef, 'first_name' | 'last_name'>;
