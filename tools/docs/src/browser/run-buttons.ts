/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { type SampleCall, urlOf } from '../samples/sample-call.ts';
import type { SampleConnection } from './connection.ts';
import { element } from './element.ts';
import { authorization } from './provider.ts';

/** What the buttons need to know. */
export interface RunContext {
  /** The calls by their operations in small letters, as Redoc names them. */
  calls: ReadonlyMap<string, SampleCall>;
  connection: SampleConnection;
  /** Is called when there is no token to send. */
  askForToken(): void;
}

/** The panels of samples that Redoc has drawn; it draws those that come near the window, and others into the same. */
const PANELS = '.panel-request-samples';

/** Keeps a button below each sample that Redoc draws. */
export function addRunButtons(redoc: HTMLElement, running: RunContext): void {
  function add(): void {
    if (!running.connection.isOwn) return;
    for (const panel of redoc.querySelectorAll(PANELS)) {
      const section = panel.closest<HTMLElement>('[data-section-id]')?.dataset.sectionId;
      const call = running.calls.get(section?.split('/').at(-1) ?? '');
      const present = panel.querySelector<HTMLElement>(':scope > .run');
      if (present?.dataset.operation === call?.operation) continue;
      present?.remove();
      if (call) panel.append(runBox(call, running));
    }
  }
  new MutationObserver(add).observe(redoc, { childList: true, subtree: true });
  add();
}

function runBox(call: SampleCall, running: RunContext): HTMLElement {
  const button = element('button', { type: 'button' }, 'Run');
  button.setAttribute('aria-label', `Run ${call.operation}`);
  const status = element('p', {});
  status.setAttribute('role', 'status');
  const response = element('div', {});
  const box = element('div', { className: 'run' }, element('div', {}, button, status), response);
  box.dataset.operation = call.operation;
  let sending = false;
  button.addEventListener('click', async () => {
    if (sending) return;
    const token = running.connection.token(call.token);
    if (token === undefined) {
      status.textContent = 'Enter a token first.';
      running.askForToken();
      return;
    }
    const url = urlOf(call, running.connection.of(call));
    if (call.method !== 'GET' && !(await confirmed(call, url))) return;
    sending = true;
    status.textContent = 'Sending…';
    response.replaceChildren();
    try {
      const began = performance.now();
      const received = await send(call, url, token);
      const text = await received.text();
      const time = Math.round(performance.now() - began);
      status.textContent = `${received.status} ${received.statusText}${outcomeOf(text)}, ${time} ms`;
      response.replaceChildren(headersOf(received), bodyOf(text));
    } catch (error) {
      status.textContent = `No response: ${(error as Error).message}`;
    } finally {
      sending = false;
    }
  });
  return box;
}

/** Follows a redirect to the same host with the token. The page's policy forbids every other host. */
function send({ method, body }: SampleCall, url: string, token: string): Promise<Response> {
  return fetch(url, {
    method,
    headers: { ...authorization(token), ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    // Or the browser would ask for a password of its own after a 401.
    credentials: 'omit',
    cache: 'no-store',
  });
}

/** What the envelope says, which the status of HTTP does not. */
function outcomeOf(text: string): string {
  try {
    const { status } = JSON.parse(text) as { status?: string };
    return status ? `, ${status}` : '';
  } catch {
    return '';
  }
}

function headersOf({ headers }: Response): HTMLElement {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`);
  return element(
    'details',
    {},
    element('summary', {}, `${lines.length} headers`),
    element('pre', { tabIndex: 0 }, lines.join('\n')),
  );
}

function bodyOf(text: string): HTMLElement {
  const body = element('pre', { tabIndex: 0, className: 'body' }, indented(text));
  body.setAttribute('aria-label', 'Body of the response');
  body.setAttribute('role', 'region');
  return body;
}

/** `JSON` of browsers that can keep the digits of a number. */
interface ExactJson {
  rawJSON(text: string): unknown;
  parse(text: string, revive: (key: string, value: unknown, context: { source: string }) => unknown): unknown;
}

/** JSON over several lines, with all digits of an id beyond 2^53; as it came where the browser would round one. */
function indented(text: string): string {
  if (!('rawJSON' in JSON)) return text;
  const json = JSON as unknown as ExactJson;
  try {
    const value = json.parse(text, (_key, part, { source }) =>
      typeof part === 'number' ? json.rawJSON(source) : part,
    );
    return JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}

/** Asks before a write. */
function confirmed({ method, operation }: SampleCall, url: string): Promise<boolean> {
  const cancel = element('button', { type: 'button', autofocus: true }, 'Cancel');
  const proceed = element('button', { type: 'button', className: 'proceed' }, `Send ${method}`);
  const title = element('h2', { id: 'confirm-title' }, 'Change data?');
  const dialog = element(
    'dialog',
    { className: 'confirm' },
    title,
    element('p', {}, `${operation} changes data of the provider that serves this page:`),
    element('p', {}, element('code', {}, `${method} ${url}`)),
    element('div', {}, cancel, proceed),
  );
  dialog.setAttribute('aria-labelledby', title.id);
  document.body.append(dialog);
  cancel.addEventListener('click', () => dialog.close());
  proceed.addEventListener('click', () => dialog.close('send'));
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'send');
    });
    dialog.showModal();
  });
}
