import './styles.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import {
  AuthenticationError,
  ConnectionError,
  MalformedResponseError,
  TimeoutError,
} from '@service-desk/client';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createDeskRouter } from './router.tsx';
import { createSessionStore } from './session.tsx';
import { theme, themeSheet } from './theme.ts';

const session = createSessionStore();

const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endRefusedSession }),
  mutationCache: new MutationCache({ onError: endRefusedSession }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) =>
        failures < 2 &&
        !(error instanceof TimeoutError) &&
        (error instanceof ConnectionError || error instanceof MalformedResponseError),
      retryDelay: (failures) => 400 * 2 ** failures,
      // If the browser wrongly reports that it is offline, paused queries would load forever.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const router = createDeskRouter({ session, queryClient });

session.subscribe(() => {
  queryClient.clear();
  const { href, pathname } = router.state.location;
  if (session.desk) {
    if (pathname === '/sign-in') void router.invalidate();
  } else if (session.notice === '') {
    void router.navigate({ to: '/sign-in' });
  } else if (pathname !== '/sign-in') {
    void router.navigate({ to: '/sign-in', search: { back: href }, replace: true });
  }
});

function endRefusedSession(error: unknown): void {
  if (!(error instanceof AuthenticationError) || !session.desk) return;
  session.end('Your API token is no longer accepted. Sign in again.');
}

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');

// Mantine would insert these as a style element, which the Content-Security-Policy blocks.
document.adoptedStyleSheets.push(themeSheet());

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="bottom-center" autoClose={5000} />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
