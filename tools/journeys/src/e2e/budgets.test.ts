import { describe, expect } from 'vitest';
import type { Desk } from '../desk.ts';
import { journey } from './journey.ts';

/** Bytes on the wire, heads included. */
const BYTES = {
  /** Of a first visit, from the address to the queue. */
  first: 210_000,
  /** Of that page once more, of which only the page and what the API says are sent again. */
  again: 12_000,
  /** Of any other route, once the first page is there. */
  later: 40_000,
};
/** Requests to the API. */
const CALLS = { queue: 4, record: 2, form: 4 };

/** The page that a person comes to first. */
const first = { address: '/incidents', heading: 'My incidents' };

/** A route, and what says that it can be used. */
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

journey(
  'a first visit is small, and the next requests nothing that cannot have changed',
  async ({ desk }) => {
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
  },
);

describe('a route sends little and asks the API little, from the first page or by its address', () => {
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
