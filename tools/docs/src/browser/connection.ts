/// <reference lib="dom" />
import type { ProviderAccess } from '../samples/sample-call.ts';
import { documented } from './documented-provider.ts';
import { element } from './element.ts';
import type { Provider } from './provider.ts';
import { keepSetting, type ReaderSettings, readReaderSettings } from './reader-settings.ts';

/** What stands in a sample for a token that is not known. */
const NO_TOKEN = 'your-token';

/** The address and the token of the samples: what the reader has entered, otherwise the provider that serves the page. */
export class SampleConnection {
  readonly provider: Provider | undefined;
  #settings: ReaderSettings = readReaderSettings();

  constructor(provider: Provider | undefined) {
    this.provider = provider;
  }

  get baseUrl(): string {
    return this.#settings.address ?? this.provider?.baseUrl ?? documented.baseUrl;
  }

  /** The token for all examples, or for one; undefined if the reader has to enter one. */
  token(example: string = documented.token): string | undefined {
    return this.#settings.token ?? (this.provider?.demo === false ? undefined : example);
  }

  /** What the sample of a call is written for. */
  of(call: { token: string }): ProviderAccess {
    return { baseUrl: this.baseUrl, token: this.token(call.token) ?? NO_TOKEN };
  }

  /** Whether the examples may be sent: only to the provider that serves the page. */
  get isOwn(): boolean {
    return this.provider?.baseUrl === this.baseUrl;
  }

  enter(name: keyof ReaderSettings, value: string | undefined): void {
    keepSetting(name, value);
    this.#settings = { ...this.#settings };
    if (value) this.#settings[name] = value;
    else delete this.#settings[name];
  }
}

/** The fields for address and token, and the way to them. */
export interface ConnectionFields {
  element: HTMLElement;
  /** Opens the fields at the token. */
  askForToken(): void;
}

/**
 * The fields for the address and the token of the samples.
 *
 * @param changed is called when the reader has entered something
 */
export function connectionFields(connection: SampleConnection, changed: () => void): ConnectionFields {
  const address = element('input', { type: 'url', spellcheck: false, autocomplete: 'off' });
  const token = element('input', { type: 'text', spellcheck: false, autocomplete: 'off' });
  const tokens = element(
    'datalist',
    { id: 'tokens' },
    ...documented.tokens.map((value) => element('option', { value })),
  );
  const reset = element('button', { type: 'button' }, 'Reset');
  const summary = element('summary', {});
  const { provider } = connection;
  const about = provider
    ? `Run sends an example to ${provider.baseUrl} only.`
    : 'No provider serves this page, so the examples cannot be run from here.';
  const details = element(
    'details',
    { className: 'connection' },
    summary,
    element(
      'div',
      {},
      element('label', {}, 'Address', address),
      element('label', {}, 'Token', token, tokens),
      element(
        'p',
        {},
        'Both stay in this browser: the address until you reset it, the token until you close the tab. ',
        about,
      ),
      reset,
    ),
  );
  token.setAttribute('list', tokens.id);
  token.placeholder = NO_TOKEN;

  function show(): void {
    address.value = connection.baseUrl;
    token.value = connection.token() ?? '';
    summary.textContent = `Samples: ${token.value || 'no token'} at ${new URL(connection.baseUrl).host}`;
  }

  function enter(name: keyof ReaderSettings, value: string | undefined): void {
    connection.enter(name, value);
    show();
    changed();
  }

  address.addEventListener('change', () => {
    if (!/^https?:/.test(address.value) || !address.checkValidity()) address.value = connection.baseUrl;
    else enter('address', address.value.replace(/\/+$/, ''));
  });
  token.addEventListener('change', () => enter('token', token.value.trim()));
  reset.addEventListener('click', () => {
    connection.enter('address', undefined);
    enter('token', undefined);
  });
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    details.open = false;
    summary.focus();
  });
  // Not on a click, which may be the one that opens the fields.
  document.addEventListener('pointerdown', ({ target }) => {
    if (!details.contains(target as Node)) details.open = false;
  });
  show();
  return {
    element: details,
    askForToken() {
      details.open = true;
      token.focus();
    },
  };
}
