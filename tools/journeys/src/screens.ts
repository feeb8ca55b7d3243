import type { Desk } from './desk.ts';

/** A screen of the desk in the demo world, and the way to it. None changes anything that is stored. */
export interface Screen {
  name: string;
  /** Whose it is; nobody has signed in unless given. */
  token?: string;
  address: string;
  /** The heading that says that it is there. */
  heading: string | RegExp;
  /** What is done there to see it. */
  steps?(desk: Desk): Promise<void>;
}

/** Goes to a screen, in a window without a past. */
export async function visit(desk: Desk, { token, address, heading, steps }: Screen): Promise<void> {
  if (token) await desk.signIn(token, address);
  else await desk.go(address);
  await desk.heading(heading).waitFor();
  await desk.settled();
  await steps?.(desk);
  await desk.settled();
}

const token = 'demo-luke';
const open = { token, address: '/incidents/13543', heading: /Payment by card is taken twice/ };
const resolved = { token, address: '/incidents/745', heading: /Test tabs show yesterday’s results/ };
const closed = { token, address: '/incidents/612', heading: /Mail relay refuses attachments/ };
const create = { token, address: '/new', heading: 'New incident' };

function dialog(action: string) {
  return async (desk: Desk) => {
    await desk.button(action).click();
    await desk.dialog(new RegExp(action)).waitFor();
  };
}

/** Has the page read another incident than is stored, as if a colleague had changed it. */
async function changedMeanwhile(desk: Desk, id: number, changes: Record<string, unknown>): Promise<void> {
  await desk.page.route(`**/incidents/${id}.json`, async (route) => {
    if (route.request().method() !== 'GET') return route.abort();
    const response = await route.fetch();
    const body = (await response.json()) as { result: { incident: object } };
    const incident = { ...body.result.incident, ...changes };
    return route.fulfill({ response, json: { ...body, result: { incident } } });
  });
}

export const screens: readonly Screen[] = [
  { name: 'sign-in', address: '/', heading: 'Sign in' },
  {
    name: 'sign-in-refused',
    address: '/',
    heading: 'Sign in',
    async steps(desk) {
      await desk.field('API token').fill('demo-nobody');
      await desk.button('Sign in').click();
      await desk.page.getByText('This token is not accepted').waitFor();
    },
  },
  { name: 'queue', token, address: '/', heading: 'My incidents' },
  { name: 'queue-everybody', token: 'demo-account', address: '/', heading: 'Everybody’s incidents' },
  { name: 'queue-colleague', token, address: '/?selected_user_id=18', heading: 'Incidents of Dan Lee' },
  { name: 'queue-empty', token, address: '/?selected_user_id=54', heading: 'Incidents of Priya Raman' },
  {
    name: 'queue-nothing-matches',
    token,
    address: '/?selected_user_id=18&service_ids=17',
    heading: 'Incidents of Dan Lee',
  },
  { name: 'queue-past-the-end', token, address: '/?page=9', heading: 'My incidents' },
  {
    name: 'queue-choosing-services',
    token,
    address: '/?service_ids=20',
    heading: 'My incidents',
    async steps(desk) {
      await desk.combobox('Services').click();
      await desk.option('Timesheet').waitFor();
    },
  },
  {
    name: 'queue-without-services',
    token,
    address: '/',
    heading: 'My incidents',
    async steps(desk) {
      await desk.page.route('**/services.json', (route) => route.abort());
      await desk.page.reload();
      await desk.button('Load the services again').waitFor();
    },
  },
  {
    name: 'keys',
    token,
    address: '/',
    heading: 'My incidents',
    async steps(desk) {
      await desk.page.keyboard.press('?');
      await desk.dialog('Keyboard shortcuts').waitFor();
    },
  },
  { name: 'queue-refused', token, address: '/?selected_user_id=424242', heading: 'Incidents of a colleague' },
  { name: 'incident-open', ...open },
  { name: 'incident-resolved', ...resolved },
  { name: 'incident-closed', ...closed },
  {
    name: 'incident-note-refused',
    ...open,
    async steps(desk) {
      await desk.button('Add comment').click();
      await desk.page.getByText("Text can't be blank").waitFor();
    },
  },
  {
    name: 'incident-editing-note',
    ...open,
    async steps(desk) {
      await desk.button(/^Edit symptom by/).click();
      await desk.field('Text of the symptom').waitFor();
    },
  },
  {
    name: 'incident-adding-watcher',
    ...open,
    async steps(desk) {
      await desk.button('Add watcher').click();
      await desk.field('Or an e-mail from outside').waitFor();
    },
  },
  {
    name: 'incident-note-lost',
    ...open,
    async steps(desk) {
      await desk.page.route('**/comments.json', (route) => route.abort());
      await desk.textbox('Text').fill('The bank has called back.');
      await desk.button('Add comment').click();
      await desk.button('Try again').waitFor();
    },
  },
  {
    name: 'incident-draft-restored',
    ...open,
    async steps(desk) {
      await desk.textbox('Text').fill('The bank has called back.');
      await desk.page.reload();
      await desk.button('Discard draft').waitFor();
    },
  },
  { name: 'dialog-edit', ...open, steps: dialog('Edit') },
  {
    name: 'dialog-edit-changed-meanwhile',
    ...open,
    async steps(desk) {
      await dialog('Edit')(desk);
      await desk.textbox('Title').fill('Payment by card is taken twice since midnight');
      await changedMeanwhile(desk, 13543, {
        title: 'Card payments: taken twice by the terminal at the counter',
        due_date: '2026-03-12T09:00:00Z',
      });
      await desk.button('Save changes').click();
      await desk.button('Keep mine').waitFor();
    },
  },
  {
    name: 'dialog-leaving',
    ...open,
    async steps(desk) {
      await dialog('Resolve')(desk);
      await desk.textbox('Resolution').fill('The bank holds them back.');
      await desk.page.keyboard.press('Escape');
      await desk.button('Keep editing').waitFor();
    },
  },
  {
    name: 'dialog-resolve-closed-meanwhile',
    ...open,
    async steps(desk) {
      await dialog('Resolve')(desk);
      await desk.textbox('Resolution').fill('The bank holds them back.');
      await changedMeanwhile(desk, 13543, { status: 'Closed', closed_at: '2026-03-12T09:00:00Z' });
      await desk.button('Resolve incident').click();
      await desk.page.getByText('Changed meanwhile').waitFor();
    },
  },
  {
    name: 'dialog-assign',
    ...open,
    async steps(desk) {
      await dialog('Assign')(desk);
      await desk.combobox('Assignee').click();
      await desk.option('Support Group (group)').waitFor();
    },
  },
  { name: 'dialog-resolve', ...open, steps: dialog('Resolve') },
  {
    name: 'dialog-resolve-refused',
    ...open,
    async steps(desk) {
      await dialog('Resolve')(desk);
      await desk.button('Resolve incident').click();
      await desk.page.getByText("Resolution can't be blank").waitFor();
    },
  },
  { name: 'dialog-close', ...resolved, steps: dialog('Close') },
  {
    name: 'dialog-close-refused',
    ...open,
    async steps(desk) {
      await dialog('Close')(desk);
      await desk.button('Close incident').click();
      await desk.page.getByText("Closure comment can't be blank").waitFor();
    },
  },
  { name: 'dialog-reopen', ...closed, steps: dialog('Re-open') },
  {
    name: 'dialog-delete-note',
    ...open,
    async steps(desk) {
      await desk.button(/^Delete comment by/).click();
      await desk.dialog('Delete this comment?').waitFor();
    },
  },
  { name: 'create', ...create },
  {
    name: 'create-refused',
    ...create,
    async steps(desk) {
      await desk.button('Create incident').click();
      await desk.page.getByText("Title can't be blank").waitFor();
    },
  },
  {
    name: 'create-for-a-service',
    ...create,
    async steps(desk) {
      await desk.combobox('Service').selectOption('Powershop');
      await desk.combobox('Priority').selectOption('1 · Urgent');
    },
  },
  { name: 'no-such-incident', token, address: '/incidents/424242', heading: 'There is no such incident' },
  { name: 'no-such-page', token, address: '/nowhere', heading: 'There is no such page' },
];

/** Redoc draws what the address names after the page is there. */
function drawn(heading: string) {
  return (desk: Desk) => desk.page.getByRole('heading', { level: 2, name: heading }).first().waitFor();
}

/** The pages of the documentation, which are not the desk's. */
export const docs: readonly Screen[] = [
  { name: 'docs', address: '/docs/', heading: /Service Desk/ },
  { name: 'docs-page', address: '/docs/formats.html', heading: 'Formats' },
  {
    name: 'docs-resource',
    address: '/docs/reference/#/incidents',
    heading: 'Reference',
    steps: drawn('Incidents'),
  },
  {
    name: 'docs-operation',
    address: '/docs/reference/#incidents.update',
    heading: 'Reference',
    steps: drawn('Update an incident'),
  },
  { name: 'docs-limitations', address: '/docs/limitations.html', heading: 'Limitations' },
  { name: 'docs-changelog', address: '/docs/changelog.html', heading: 'Changelog of the API' },
  { name: 'docs-client', address: '/docs/client.html', heading: 'The TypeScript client' },
  {
    name: 'docs-client-error',
    address: '/docs/client.html#ratelimiterror',
    heading: 'The TypeScript client',
  },
  {
    name: 'docs-client-operations',
    address: '/docs/client-operations.html#incidents',
    heading: 'Operations of the client',
  },
  { name: 'docs-client-types', address: '/docs/client-types.html#incident', heading: 'Types of the client' },
  { name: 'docs-reference', address: '/docs/reference/', heading: /Service Desk/ },
];
