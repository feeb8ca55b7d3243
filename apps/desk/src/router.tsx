import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { parseTreeSearch } from './configuration/tree-search.ts';
import { parsePeopleSearch } from './people/people-search.ts';
import { isKindName } from './records/kinds/index.ts';
import { QueuePage } from './records/queue-page.tsx';
import { parseQueueSearch } from './records/queue-search.ts';
import { exactly, idFrom, parseAction, parseSearch, stringifySearch } from './search-params.ts';
import type { SessionStore } from './session.tsx';
import { requestHeadingFocus } from './shell/heading-focus.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { PageFailure, PagePending } from './shell/route-states.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInPage, type SignInSearch, safeReturn } from './sign-in/sign-in-page.tsx';
import { parseTimeSearch } from './time/time-search.ts';

interface RouterContext {
  session: SessionStore;
  queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (raw: Record<string, unknown>): SignInSearch => {
    const back = safeReturn(raw.back);
    return back === '/' ? {} : { back };
  },
  beforeLoad: ({ context, search }) => {
    if (context.session.desk) throw redirect({ href: safeReturn(search.back), replace: true });
  },
  component: SignInPage,
});

const deskRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'desk',
  beforeLoad: ({ context, location }) => {
    if (!context.session.desk) {
      throw redirect({ to: '/sign-in', search: { back: location.href }, replace: true });
    }
  },
  component: Shell,
});

/** A kind of records by its name in the address. */
const kindRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/$kind',
  params: {
    parse: ({ kind }) => {
      if (!isKindName(kind)) throw notFound();
      return { kind };
    },
    stringify: ({ kind }) => ({ kind }),
  },
});

const homeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
});

const queueRoute = createRoute({
  getParentRoute: () => kindRoute,
  path: '/',
  validateSearch: exactly(parseQueueSearch),
  component: QueuePage,
});

const newRoute = createRoute({
  getParentRoute: () => kindRoute,
  path: 'new',
  validateSearch: exactly(({ from }): { from?: string } => (typeof from === 'string' ? { from } : {})),
  component: lazyRouteComponent(() => import('./records/new-page.tsx'), 'NewPage'),
});

const recordRoute = createRoute({
  getParentRoute: () => kindRoute,
  path: '$id',
  validateSearch: exactly(parseAction),
  component: lazyRouteComponent(() => import('./records/record-page.tsx'), 'RecordPage'),
});

const numberRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/b/$id',
  component: lazyRouteComponent(() => import('./shell/number-page.tsx'), 'NumberPage'),
});

const timeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/time',
  validateSearch: exactly(parseTimeSearch),
  component: lazyRouteComponent(() => import('./time/time-page.tsx'), 'TimePage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/people/$path',
  validateSearch: exactly(parsePeopleSearch),
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
});

const personPage = () => import('./people/person-page.tsx');

const newPersonRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/people/$path/new',
  validateSearch: exactly((raw) => idFrom(raw, 'Company_id')),
  component: lazyRouteComponent(personPage, 'NewPersonPage'),
});

const personRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/people/$path/$id',
  validateSearch: exactly(parseAction),
  component: lazyRouteComponent(personPage, 'PersonPage'),
});

const typesPage = lazyRouteComponent(() => import('./configuration/types-page.tsx'), 'TypesPage');

const configRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/config',
  validateSearch: exactly(parseTreeSearch),
  component: typesPage,
});

const configTypeRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/config/types/$id',
  validateSearch: exactly(parseTreeSearch),
  component: typesPage,
});

const itemPage = () => import('./configuration/item-page.tsx');

const newConfigItemRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/config/items/new',
  validateSearch: exactly((raw) => idFrom(raw, 'type')),
  component: lazyRouteComponent(itemPage, 'NewItemPage'),
});

const configItemRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/config/items/$id',
  validateSearch: exactly(parseAction),
  component: lazyRouteComponent(itemPage, 'ItemPage'),
});

// Unknown addresses are shown inside the shell, so that its navigation is available.
const unknownRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/$',
  component: () => <NotFoundPage />,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  deskRoute.addChildren([
    homeRoute,
    kindRoute.addChildren([queueRoute, newRoute, recordRoute]),
    numberRoute,
    timeRoute,
    peopleRoute,
    newPersonRoute,
    personRoute,
    configRoute,
    configTypeRoute,
    newConfigItemRoute,
    configItemRoute,
    unknownRoute,
  ]),
]);

export function createDeskRouter(context: RouterContext) {
  const router = createRouter({
    routeTree,
    context,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    // Show a loading state soon while the code of a page is loading.
    defaultPendingMs: 100,
    defaultPendingMinMs: 0,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: () => <NotFoundPage />,
  });
  router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) requestHeadingFocus();
  });
  return router;
}

export type DeskRouter = ReturnType<typeof createDeskRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: DeskRouter;
  }
}
