import { allKinds } from '../records/kinds/index.ts';

/** A page that the navigation and the palette lead to. */
export interface Place {
  name: string;
  to: string;
  /** Whether the navigation at the top of every page shows it. */
  main?: true;
}

export const places: readonly Place[] = [
  { name: 'Home', to: '/' },
  ...allKinds.map(({ name, label }) => ({ name: label, to: `/${name}`, main: true as const })),
  ...allKinds.map(({ name, one }) => ({ name: `New ${one}`, to: `/${name}/new` })),
  { name: 'Configuration', to: '/config', main: true },
  { name: 'Customers', to: '/people/customers', main: true },
  { name: 'Companies', to: '/people/companies' },
  { name: 'Users and groups', to: '/people/users' },
  { name: 'Time', to: '/time', main: true },
];
