import { createServiceDesk, type ServiceDesk } from '@service-desk/client';
import { createQueries, type Queries } from '@service-desk/client/react';
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';

const storageKey = 'service-desk.token';

/** Who is signed in, and where the token is kept until he signs out. */
export interface SessionStore {
  readonly desk: ServiceDesk | undefined;
  /** Why the last session ended, when it was not the person's own wish. */
  readonly notice: string;
  /** Starts a session; one that is to be kept outlives the browser. */
  start(token: string, keep: boolean): void;
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

  function forget(): void {
    sessionStorage.removeItem(storageKey);
    localStorage.removeItem(storageKey);
  }

  return {
    get desk() {
      return desk;
    },
    get notice() {
      return notice;
    },
    start(token, keep) {
      forget();
      (keep ? localStorage : sessionStorage).setItem(storageKey, token);
      change(deskFor(token), '');
    },
    end(why = '') {
      forget();
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
  return createServiceDesk({ baseUrl: `${location.origin}/v1`, token, retries: 0 });
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
