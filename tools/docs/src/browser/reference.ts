/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Places } from '../reference.ts';

const places: Places = JSON.parse(document.getElementById('places')?.textContent ?? '{}');
const [first = ''] = Object.keys(places);

/** An address may name an operation alone, `#incidents.update`; Redoc wants its tag too. */
function followName(): void {
  const name = decodeURIComponent(location.hash.slice(1));
  for (const tags of Object.values(places)) {
    for (const [tag, operations] of Object.entries(tags)) {
      if (operations.includes(name)) location.replace(`#/${tag}/${name.toLowerCase()}`);
    }
  }
}

/** The group whose tag the address names; undefined where it names none. */
function groupNamed(): string | undefined {
  const [, tag = ''] = location.hash.split('/');
  return Object.keys(places).find((group) => tag in (places[group] ?? {}));
}

followName();
const shown = groupNamed() ?? first;
document.querySelector(`[data-group="${shown}"]`)?.setAttribute('aria-current', 'true');

const [{ init }, definition] = await Promise.all([
  import('./redoc.js'),
  fetch(`${shown}.json`).then((answer) => answer.json() as Promise<object>),
]);
init(
  definition,
  {
    skipBundle: true,
    disableTelemetry: true,
    // As deep as the fields of the thing inside the envelope.
    jsonSamplesExpandLevel: 4,
    downloadUrls: [
      { title: 'openapi.json', url: '../openapi.json' },
      { title: 'openapi.yaml', url: '../openapi.yaml' },
    ],
  },
  document.getElementById('redoc'),
);

addEventListener('hashchange', () => {
  followName();
  if ((groupNamed() ?? shown) !== shown) location.reload();
});
