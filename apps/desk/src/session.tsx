import { createServiceDesk, type ServiceDesk } from '@service-desk/client';
import { createQueries, type Queries } from '@service-desk/client/react';
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { pace } from './live/pace.ts';

const storageKey = 'service-desk.token';

/** Who is signed in, and where the token is kept until they sign out. */
export interface SessionStore {
  readonly desk: ServiceDesk | undefined;
  /** Why the last session ended, when it did not end by a click in this tab. */
  readonly notice: string;
  /** Starts a session in every tab of this browser, or in this tab alone. */
  start(token: string, here: boolean): void;
  /** Ends the session in every tab that shares it. */
  end(notice?: string): void;
  subscribe(listener: () => void): () => void;
}

export function createSessionStore(): SessionStore {
  const listeners = new Set<() => void>();
  const token = sessionStorage.getItem(storageKey) ?? localStorage.getItem(storageKey);
  let desk = token === null ? undefined : deskFor(token);
  let notice = '';

  function change(to: ServiceDesk | undefined, why: string): void {
    desk = to;
    notice = why;
    for (const listener of listeners) listener();
  }

  // Only changes made by other tabs arrive here. A tab with a token of its own goes on.
  window.addEventListener('storage', ({ storageArea, key }) => {
    if (storageArea !== localStorage || (key !== null && key !== storageKey)) return;
    if (sessionStorage.getItem(storageKey) !== null) return;
    const shared = localStorage.getItem(storageKey);
    if (shared !== null) change(deskFor(shared), '');
    else if (desk) change(undefined, 'You were signed out in another tab.');
  });

  return {
    get desk() {
      return desk;
    },
    get notice() {
      return notice;
    },
    start(token, here) {
      // A token for this tab alone leaves that of the other tabs as it is.
      if (!here) sessionStorage.removeItem(storageKey);
      (here ? sessionStorage : localStorage).setItem(storageKey, token);
      change(deskFor(token), '');
    },
    end(why = '') {
      sessionStorage.removeItem(storageKey);
      localStorage.removeItem(storageKey);
      change(undefined, why);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A client of the API beside which this page is served. */
export function deskFor(token: string): ServiceDesk {
  // What is asked again is asked by TanStack Query, whose pages show that they wait.
  return createServiceDesk({ baseUrl: `${location.origin}/v1`, token, retries: 0, fetch: pace.fetch });
}

interface Api {
  desk: ServiceDesk;
  queries: Queries;
}

const ApiContext = createContext<Api | undefined>(undefined);

/** Renders its children while somebody is signed in, and nothing once the session has ended. */
export function SignedIn({ store, children }: { store: SessionStore; children: ReactNode }) {
  const desk = useSyncExternalStore(store.subscribe, () => store.desk);
  const api = useMemo(() => desk && { desk, queries: createQueries(desk) }, [desk]);
  return api && <ApiContext value={api}>{children}</ApiContext>;
}

/** The client of whoever is signed in, and its operations as options of TanStack Query. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('Only pages behind the sign-in have a desk');
  return api;
}
