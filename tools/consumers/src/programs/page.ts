import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './queries.js';

/** A component in a document. */

export function Caller() {
  const { data } = useQuery(queries.users.current.queryOptions());
  return createElement('p', null, data ? data.full_name : 'loading');
}

export const checks = {
  async 'renders a component'() {
    const place = document.createElement('div');
    const root = createRoot(place);
    const client = new QueryClient();
    root.render(createElement(QueryClientProvider, { client }, createElement(Caller)));
    for (let waited = 0; place.textContent !== 'Dan Lee'; waited += 20) {
      if (waited > 20_000) throw new Error(`not so: the component shows ${place.textContent}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    root.unmount();
    client.clear();
  },
};
