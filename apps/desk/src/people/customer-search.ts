import type { CustomerRef, Id, Page } from '@service-desk/client';
import { customerName } from '../format.ts';

export const pageSize = 100;
/** So many pages are loaded whole, whatever is typed. */
const FEW = 3;

/** What a search has looked at. */
export interface NameSearch {
  /** How many there are; undefined when the provider leaves it out. */
  total: number | undefined;
  /** Whether all of them have been loaded. */
  complete: boolean;
}

/** What has a name: a customer, or a company, a user or a group. */
export type Named = Partial<Names & { name: string; full_name: string }>;

export function nameOf({ name, full_name, first_name = '', last_name = '' }: Named): string {
  return name ?? full_name ?? customerName({ first_name, last_name });
}

/**
 * Loads the pages that hold those whose name begins with a text: all where there are few, else those that a binary search
 * leads to, as v1 lists companies by name, customers by first name, and searches for neither.
 *
 * @param text {@link folded}; `""` for the first page
 */
export async function findByName(
  fetchPage: (page: number) => Promise<Page<Named>>,
  text: string,
): Promise<NameSearch> {
  const { totalPages: pages, totalEntries: total } = await fetchPage(1);
  if (pages !== undefined && pages <= FEW) {
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

function lastName({ items }: Page<Named>): string {
  const last = items.at(-1);
  return last ? folded(nameOf(last)) : '';
}

/** Those of what was loaded that a search is for, by name: of a long list, of which not all is there, by its beginning. */
export function matching<Row extends Named & { id: Id }>(
  rows: Row[],
  text: string,
  complete: boolean,
): Row[] {
  const found = rows.filter((row) => {
    const name = folded(nameOf(row));
    return complete ? name.includes(text) : name.startsWith(text);
  });
  const once = [...new Map(found.map((row) => [String(row.id), row])).values()];
  return once.sort((a, b) => folded(nameOf(a)).localeCompare(folded(nameOf(b))));
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
