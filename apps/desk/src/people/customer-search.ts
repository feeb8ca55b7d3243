import type { CustomerRef, CustomerSummary, Page } from '@service-desk/client';
import { customerName } from '../format.ts';

export const pageSize = 100;
/** So many pages are loaded whole, whatever is typed. */
const FEW = 3;

/** What a search has looked at. */
export interface CustomerSearch {
  /** How many customers there are; NaN when the provider leaves it out. */
  total: number;
  /** Whether all of them have been loaded. */
  complete: boolean;
}

/**
 * Loads the pages that hold the customers whose first name begins with a text: all where there are few, else those that
 * a binary search leads to, as v1 lists customers by first name and searches for none.
 *
 * @param text {@link folded}; `""` for the first page
 */
export async function findCustomers(
  fetchPage: (page: number) => Promise<Page<CustomerSummary>>,
  text: string,
): Promise<CustomerSearch> {
  const { totalPages: pages, totalEntries: total } = await fetchPage(1);
  if (pages <= FEW) {
    await Promise.all(Array.from({ length: pages }, (_, index) => fetchPage(index + 1)));
    return { total, complete: true };
  }
  if (text === '' || Number.isNaN(pages)) return { total, complete: false };
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

function lastName({ items }: Page<CustomerSummary>): string {
  const last = items.at(-1);
  return last ? folded(customerName(last)) : '';
}

/** A name as it is compared: without case, accents or blanks at its ends. */
export function folded(name: string): string {
  return name.normalize('NFD').replaceAll(/\p{M}/gu, '').trim().toLowerCase();
}

/** Those customers who share their name with another one. */
export function namesakes<Customer extends Names>(customers: Iterable<Customer>): Customer[] {
  const byName = new Map<string, Customer[]>();
  for (const customer of customers) {
    const name = folded(customerName(customer));
    byName.set(name, [...(byName.get(name) ?? []), customer]);
  }
  return [...byName.values()].filter((same) => same.length > 1).flat();
}

type Names = Pick<CustomerRef, 'first_name' | 'last_name'>;
