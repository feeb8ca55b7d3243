import { describe, expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

/** Bytes on the wire, including headers. */
const BYTES = {
  /** A first visit, until the queue is shown. */
  first: 210_000,
  /** A reload, which fetches only the HTML and the API's responses again. */
  again: 12_000,
  /** Any other route, once the first page is loaded. */
  later: 40_000,
};
/** Requests to the API. */
const CALLS = { queue: 4, record: 2, form: 4 };

/** The page after signing in. */
const first = { address: '/incidents', heading: 'My incidents' };

/** A route, and a locator that shows that it is usable. */
interface Route {
  name: string;
  kind?: keyof typeof CALLS;
  address: string;
  usable(desk: Desk): Promise<void>;
}

function heading(name: string | RegExp) {
  return (desk: Desk) => desk.heading(name).waitFor();
}

const routes: readonly Route[] = [
  { name: 'home', address: '/', usable: (desk) => desk.page.getByRole('heading', { level: 1 }).waitFor() },
  { name: 'queue', kind: 'queue', address: '/incidents?order=priority', usable: heading('My incidents') },
  { name: 'queue of problems', kind: 'queue', address: '/problems', usable: heading('My problems') },
  { name: 'queue of changes', kind: 'queue', address: '/changes', usable: heading('My changes') },
  { name: 'queue of releases', kind: 'queue', address: '/releases', usable: heading('My releases') },
  {
    name: 'record',
    kind: 'record',
    address: '/incidents/13543',
    usable: (desk) => desk.button('Resolve').waitFor(),
  },
  { name: 'form', kind: 'form', address: '/incidents/new', usable: heading('New incident') },
  { name: 'form of a change', kind: 'form', address: '/changes/new', usable: heading('New change') },
  { name: 'customers', address: '/people/customers', usable: heading('Customers') },
  { name: 'customer', address: '/people/customers/33', usable: heading('Pieter de Vries') },
  {
    name: 'form of a customer',
    kind: 'form',
    address: '/people/customers/new',
    usable: (desk) => desk.textbox('First name').waitFor(),
  },
  { name: 'configuration', address: '/config', usable: heading('Configuration') },
  {
    name: 'config item',
    address: '/config/items/10220',
    usable: heading('Payment gateway'),
  },
  {
    name: 'form of a config item',
    kind: 'form',
    address: '/config/items/new?type=313',
    usable: heading('New config item'),
  },
  { name: 'no such page', address: '/nowhere/at/all', usable: heading('Page not found') },
];

journey('a first visit stays within the budget, and a reload uses the cache', async ({ desk }) => {
  const seen = await desk.traffic();
  await desk.signIn('demo-luke', first.address);
  await desk.heading(first.heading).waitFor();
  await desk.settled();
  const visit = seen();
  console.log(`first visit: ${visit.bytes} bytes in ${visit.requests} requests`);
  expect(visit.bytes).toBeLessThanOrEqual(BYTES.first);

  await desk.page.reload();
  await desk.heading(first.heading).waitFor();
  await desk.settled();
  const again = { bytes: seen().bytes - visit.bytes, requests: seen().requests - visit.requests };
  console.log(`once more: ${again.bytes} bytes in ${again.requests} requests`);
  expect(again.bytes).toBeLessThanOrEqual(BYTES.again);
});

describe('each route stays within its budget of bytes and API requests', () => {
  journey.for(routes.map((route) => [route.name, route] as const))(
    '%s',
    async ([name, { kind, address, usable }], { desk }) => {
      await desk.enter('demo-luke', first.address);
      await desk.heading(first.heading).waitFor();
      await desk.settled();
      const seen = await desk.traffic();
      await desk.goInside(address);
      await usable(desk);
      await desk.settled();
      const inside = seen();
      await desk.page.reload();
      await usable(desk);
      await desk.settled();
      const direct = seen().calls.slice(inside.calls.length);
      console.log(
        `${name}: ${inside.bytes} bytes; ${inside.calls.length} calls from the first page, ${direct.length} by its address`,
      );
      expect(inside.bytes).toBeLessThanOrEqual(BYTES.later);
      if (kind === undefined) return;
      expect(inside.calls.length, inside.calls.join()).toBeLessThanOrEqual(CALLS[kind]);
      expect(direct.length, direct.join()).toBeLessThanOrEqual(CALLS[kind]);
    },
  );
});
