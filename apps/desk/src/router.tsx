import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { QueuePage } from './queue/queue-page.tsx';
import { parseQueueSearch } from './queue/queue-search.ts';
import { parseSearch, stringifySearch } from './search-params.ts';
import type { SessionStore } from './session.tsx';
import { expectHeading } from './shell/heading-focus.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { PageFailure, PagePending } from './shell/route-states.tsx';
import { Shell } from './shell/shell.tsx';
import { SignInPage, type SignInSearch, safeReturn } from './sign-in/sign-in-page.tsx';

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

const queueRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/',
  validateSearch: parseQueueSearch,
  component: QueuePage,
});

const createIncidentRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/new',
  component: lazyRouteComponent(() => import('./create/create-page.tsx'), 'CreatePage'),
});

const incidentRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./incident/incident-page.tsx'), 'IncidentPage'),
});

// Addresses that nobody knows: inside the shell, for the way on from there.
const unknownRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/$',
  component: () => <NotFoundPage />,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  deskRoute.addChildren([queueRoute, createIncidentRoute, incidentRoute, unknownRoute]),
]);

export function createDeskRouter(context: RouterContext) {
  const router = createRouter({
    routeTree,
    context,
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    // A page whose code is on its way shows at once that it is.
    defaultPendingMs: 100,
    defaultPendingMinMs: 0,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: () => <NotFoundPage />,
  });
  router.subscribe('onBeforeNavigate', ({ fromLocation, pathChanged }) => {
    if (fromLocation && pathChanged) expectHeading();
  });
  return router;
}

export type DeskRouter = ReturnType<typeof createDeskRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: DeskRouter;
  }
}
