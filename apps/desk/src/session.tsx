import { createServiceDesk, type ServiceDesk } from '@service-desk/client';
import { createQueries, type Queries } from '@service-desk/client/react';
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react';
import { rateLimit } from './live/rate-limit.ts';
import { createRequests } from './live/requests.ts';

const storageKey = 'service-desk.token';

/** The current session, and the storage of its token. */
export interface SessionStore {
  readonly desk: ServiceDesk | undefined;
  /** Why the last session ended, unless the user signed out in this tab. */
  readonly notice: string;
  /** Starts a session in all tabs of this browser, or only in this tab. */
  start(token: string, onlyThisTab: boolean): void;
  /** Ends the session in all tabs that share it. */
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

  // The event reports changes by other tabs. A tab with a token of its own ignores them.
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
    start(token, onlyThisTab) {
      if (!onlyThisTab) sessionStorage.removeItem(storageKey);
      (onlyThisTab ? sessionStorage : localStorage).setItem(storageKey, token);
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

/** A client for the API of the server that serves this page. */
export function deskFor(token: string): ServiceDesk {
  // Retries are left to TanStack Query, so that the UI can show them.
  return createServiceDesk({
    baseUrl: `${location.origin}/v1`,
    token,
    retries: 0,
    fetch: createRequests(rateLimit.fetch),
  });
}

interface Api {
  desk: ServiceDesk;
  queries: Queries;
}

const ApiContext = createContext<Api | undefined>(undefined);

/** Renders its children only during a session. */
export function SignedIn({ store, children }: { store: SessionStore; children: ReactNode }) {
  const desk = useSyncExternalStore(store.subscribe, () => store.desk);
  const api = useMemo(() => desk && { desk, queries: createQueries(desk) }, [desk]);
  return api && <ApiContext value={api}>{children}</ApiContext>;
}

/** The client of the session, and its operations as options of TanStack Query. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('useApi needs a session');
  return api;
}
