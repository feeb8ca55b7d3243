/// <reference lib="dom" />
import { init } from './redoc.js';

/** The description, as far as its addresses go. */
interface Definition {
  paths: Record<string, Record<string, { operationId?: string; tags?: string[] }>>;
}

const definition: Definition = await (await fetch('definition.json')).json();
followName();
init(
  definition,
  {
    skipBundle: true,
    disableTelemetry: true,
    downloadUrls: [
      { title: 'openapi.json', url: '../openapi.json' },
      { title: 'openapi.yaml', url: '../openapi.yaml' },
    ],
  },
  document.getElementById('redoc'),
);
addEventListener('hashchange', followName);

/** An address may name an operation alone, `#incidents.update`; Redoc wants its tag too. */
function followName(): void {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name === '' || name.startsWith('/')) return;
  const tag = Object.values(definition.paths)
    .flatMap((item) => Object.values(item))
    .find(({ operationId }) => operationId === name)?.tags?.[0];
  if (tag) location.replace(`#/${slug(tag)}/${slug(name)}`);
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9._]+/g, '-');
}
