import { allKinds } from '../records/kinds/index.ts';

/** A page in the navigation and the palette. */
export interface NavigationItem {
  name: string;
  to: string;
  /** Whether it is in the main navigation. */
  main?: true;
}

export const navigationItems: readonly NavigationItem[] = [
  { name: 'Home', to: '/' },
  ...allKinds.map(({ name, label }) => ({ name: label, to: `/${name}`, main: true as const })),
  ...allKinds.map(({ name, singular }) => ({ name: `New ${singular}`, to: `/${name}/new` })),
  { name: 'Configuration', to: '/config', main: true },
  { name: 'Customers', to: '/people/customers', main: true },
  { name: 'Companies', to: '/people/companies' },
  { name: 'Users and groups', to: '/people/users' },
  { name: 'Time', to: '/time', main: true },
];
