/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Places, ReferenceDefinition } from '../reference.ts';
import { LANGUAGES } from '../samples/languages.ts';
import type { SampleCall } from '../samples/sample-call.ts';
import { connectionFields, SampleConnection } from './connection.ts';
import { documented } from './documented-provider.ts';
import { findProvider } from './provider.ts';
import { addRunButtons } from './run-buttons.ts';

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
const groupLink = document.querySelector(`[data-group="${shown}"]`);
groupLink?.setAttribute('aria-current', 'true');

const [{ init }, text, provider] = await Promise.all([
  import('./redoc.js'),
  fetch(`${shown}.json`).then((response) => response.text()),
  findProvider('../'),
]);
const redoc = document.getElementById('redoc') as HTMLElement;
const connection = new SampleConnection(provider);

/** The description with the samples of each call in place of it, and the calls. */
function withSamples(): { definition: ReferenceDefinition; calls: Map<string, SampleCall> } {
  const definition: ReferenceDefinition = JSON.parse(text);
  const calls = new Map<string, SampleCall>();
  for (const operation of Object.values(definition.paths).flatMap(Object.values)) {
    const call: SampleCall | undefined = operation['x-call'];
    if (!call) continue;
    delete operation['x-call'];
    operation['x-codeSamples'] = Object.values(LANGUAGES).map(({ title, redocLang, sample }) => ({
      lang: redocLang,
      label: title,
      source: sample(call, connection.of(call)),
    }));
    calls.set(call.operation.toLowerCase(), call);
  }
  const { info } = definition;
  info.description = info.description.replaceAll(documented.baseUrl, connection.baseUrl);
  return { definition, calls };
}

const options = {
  skipBundle: true,
  // As deep as the fields of the thing inside the envelope.
  jsonSamplesExpandLevel: 4,
  disableTelemetry: true,
  codeSamples: {
    languages: [
      ...Object.values(LANGUAGES).map(({ title, redocLang }) => ({ lang: redocLang, label: title })),
      { lang: 'payload', label: 'Payload' },
    ],
  },
  downloadUrls: [
    { title: 'openapi.json', url: '../openapi.json' },
    { title: 'openapi.yaml', url: '../openapi.yaml' },
  ],
};

const { definition, calls } = withSamples();
let drawn = init(definition, options, redoc);

const fields = connectionFields(connection, () => {
  drawn.unmount();
  drawn = init(withSamples().definition, options, redoc);
});
document.querySelector('.bar')?.append(fields.element);
// On a phone, the groups are in a row that scrolls, and the fields have just taken a part of its width.
groupLink?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
addRunButtons(redoc, { calls, connection, askForToken: fields.askForToken });

addEventListener('hashchange', () => {
  followName();
  if ((groupNamed() ?? shown) !== shown) location.reload();
});
