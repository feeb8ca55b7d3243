import type { Locator } from 'playwright-core';
import type { Desk } from './desk.ts';

/** A screen of the desk with demo data, and the steps to it. No screen changes stored data. */
export interface Screen {
  name: string;
  /** The token of the session; without it, the screen needs none. */
  token?: string;
  address: string;
  /** The heading that shows that it is loaded. */
  heading: string | RegExp;
  /** The steps after the page is loaded. */
  steps?(desk: Desk): Promise<void>;
}

/** Opens a screen in a new window. */
export async function visit(desk: Desk, { token, address, heading, steps }: Screen): Promise<void> {
  if (token) await desk.enter(token, address);
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
const create = { token, address: '/incidents/new', heading: 'New incident' };

const time = { token, address: '/time', heading: 'My time' };

/** Goes back to the last week with entries, which depends on the date of the demo data. */
async function weekOf(desk: Desk, shown: Locator): Promise<void> {
  for (let weeks = 0; weeks < 12; weeks += 1) {
    await desk.page.getByText(/h in total$/).waitFor();
    await desk.settled();
    if (await shown.isVisible()) return;
    await desk.link('Previous week').click();
  }
}

const ofLuke = (desk: Desk) => weekOf(desk, desk.button(/^Edit 2.25 h/));

function palette(text: string) {
  return async (desk: Desk) => {
    await desk.button('Command palette').click();
    await desk.page.getByRole('combobox', { name: 'Command palette' }).fill(text);
  };
}

function dialog(action: string) {
  return async (desk: Desk) => {
    await desk.button(action).click();
    await desk.dialog(new RegExp(action)).waitFor();
  };
}

/** Modifies the responses for a record, as if a colleague had changed it. */
async function changedMeanwhile(desk: Desk, path: string, changes: Record<string, unknown>): Promise<void> {
  await desk.page.route(`**/${path}.json`, async (route) => {
    if (route.request().method() !== 'GET') return route.abort();
    // The whole response, also if the desk has it already.
    const { 'if-none-match': _, ...headers } = route.request().headers();
    const response = await route.fetch({ headers });
    const body = (await response.json()) as { result: Record<string, object> };
    const result = Object.entries(body.result).map(([name, record]) => [name, { ...record, ...changes }]);
    return route.fulfill({ response, json: { ...body, result: Object.fromEntries(result) } });
  });
}

export const screens: readonly Screen[] = [
  { name: 'sign-in', address: '/', heading: 'Sign in' },
  {
    name: 'sign-in-refused',
    address: '/',
    heading: 'Sign in',
    async steps(desk) {
      await desk.field('API token').fill('demo-unknown');
      await desk.button('Sign in').click();
      await desk.page.getByText('This token is not accepted').waitFor();
    },
  },
  { name: 'queue', token, address: '/incidents', heading: 'My incidents' },
  { name: 'queue-account-wide', token: 'demo-account', address: '/incidents', heading: 'All incidents' },
  {
    name: 'queue-colleague',
    token,
    address: '/incidents?selected_user_id=18',
    heading: 'Dan Lee’s incidents',
  },
  {
    name: 'queue-empty',
    token,
    address: '/incidents?selected_user_id=54',
    heading: 'Priya Raman’s incidents',
  },
  {
    name: 'queue-nothing-matches',
    token,
    address: '/incidents?selected_user_id=18&service_ids=17',
    heading: 'Dan Lee’s incidents',
  },
  { name: 'queue-past-the-end', token, address: '/incidents?page=9', heading: 'My incidents' },
  {
    name: 'queue-choosing-services',
    token,
    address: '/incidents?service_ids=20',
    heading: 'My incidents',
    async steps(desk) {
      await desk.combobox('Services').click();
      await desk.option('Timesheet').waitFor();
    },
  },
  {
    name: 'queue-without-services',
    token,
    address: '/incidents',
    heading: 'My incidents',
    async steps(desk) {
      await desk.page.route('**/services.json', (route) => route.abort());
      await desk.page.reload();
      await desk.button('Reload services').waitFor();
    },
  },
  {
    name: 'keys',
    token,
    address: '/incidents',
    heading: 'My incidents',
    async steps(desk) {
      await desk.page.keyboard.press('?');
      await desk.dialog('Keyboard shortcuts').waitFor();
    },
  },
  {
    name: 'queue-refused',
    token,
    address: '/incidents?selected_user_id=424242',
    heading: 'A colleague’s incidents',
  },
  { name: 'home', token, address: '/', heading: 'Needs attention' },
  { name: 'queue-problems', token, address: '/problems', heading: 'My problems' },
  { name: 'queue-changes', token, address: '/changes', heading: 'My changes' },
  { name: 'queue-releases', token, address: '/releases', heading: 'My releases' },
  { name: 'problem', token, address: '/problems/13561', heading: /^#13561/ },
  { name: 'change', token, address: '/changes/13570', heading: /^#13570/ },
  { name: 'release', token, address: '/releases/13580', heading: /^#13580/ },
  { name: 'create-problem', token, address: '/problems/new', heading: 'New problem' },
  { name: 'create-change', token, address: '/changes/new', heading: 'New change' },
  { name: 'create-release', token, address: '/releases/new', heading: 'New release' },
  {
    name: 'create-from-incident',
    token,
    address: '/changes/new?from=incidents:13543',
    heading: 'New change',
  },
  {
    name: 'queue-selected',
    token,
    address: '/incidents?order=priority',
    heading: 'My incidents',
    async steps(desk) {
      await desk.page.getByLabel('Select #13543').check();
      await desk.button('Save this view').click();
      await desk.page.getByText('1 incident selected').waitFor();
    },
  },
  {
    name: 'queue-closing-many',
    token,
    address: '/incidents',
    heading: 'My incidents',
    async steps(desk) {
      for (const id of [13543, 13549]) await desk.page.getByLabel(`Select #${id}`).check();
      await desk.section('Selected').getByRole('button', { name: 'Close' }).click();
      await desk.page.route('**/incidents/*.json', (route) => route.abort());
      await desk.page.getByLabel('Other Reason').check();
      await desk.field('Closure comment').fill('Done with.');
      await desk
        .dialog(/^Close/)
        .getByRole('button', { name: 'Close', exact: true })
        .click();
      await desk.page.getByText('2 failed, 0 done').waitFor();
    },
  },
  {
    name: 'change-parts',
    token,
    address: '/changes/13570',
    heading: /^#13570/,
    async steps(desk) {
      await desk.section('Testers').getByRole('button', { name: 'Priya Raman' }).click();
      await desk.section('Testers').getByText('Waiting').waitFor();
      await desk.button('Show titles').click();
      await desk.button('Link a record').click();
      await desk.button('Hand over from Dan Lee').click();
    },
  },
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
      await desk.field('Or external e-mail').waitFor();
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
      await changedMeanwhile(desk, 'incidents/13543', {
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
      await changedMeanwhile(desk, 'incidents/13543', {
        status: 'Closed',
        closed_at: '2026-03-12T09:00:00Z',
      });
      await desk.button('Resolve incident').click();
      await desk.page.getByText('Changed since you opened this').waitFor();
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
  { name: 'customers', token, address: '/people/customers', heading: 'Customers' },
  { name: 'customers-paged', token, address: '/people/customers?limit=5&page=2', heading: 'Customers' },
  { name: 'companies', token, address: '/people/companies', heading: 'Companies' },
  { name: 'companies-none', token, address: '/people/companies?find=nowhere', heading: 'Companies' },
  { name: 'users', token, address: '/people/users', heading: 'Users and groups' },
  { name: 'customer', token, address: '/people/customers/33', heading: 'Pieter de Vries' },
  { name: 'company', token, address: '/people/companies/5', heading: 'Powershop' },
  { name: 'user', token, address: '/people/users/18', heading: 'Dan Lee' },
  {
    name: 'customer-edit-conflict',
    token,
    address: '/people/customers/33?do=edit',
    heading: 'Pieter de Vries',
    async steps(desk) {
      await desk.field('E-mail').fill('pieter@meridian.example');
      await desk.field('Last name').fill('');
      await changedMeanwhile(desk, 'customers/33', { email: 'p.devries@meridian.example' });
      await desk.button('Save changes').click();
      await desk.section('E-mail').waitFor();
    },
  },
  {
    name: 'customer-new',
    token,
    address: '/people/customers/new',
    heading: 'New customer',
    async steps(desk) {
      await desk.button('Add customer').click();
      await desk.page.getByText("Last name can't be blank").waitFor();
    },
  },
  { name: 'configuration', token, address: '/config?open=27,34,37', heading: 'Configuration' },
  { name: 'config-type', token, address: '/config/types/27', heading: 'Servers' },
  { name: 'config-type-empty', token, address: '/config/types/366', heading: 'Keys' },
  { name: 'config-item', token, address: '/config/items/10220', heading: 'Payment gateway' },
  { name: 'config-item-unrelated', token, address: '/config/items/10202', heading: 'app-02' },
  {
    name: 'config-item-edit',
    token,
    address: '/config/items/15312?do=edit',
    heading: "Greig's MacBook Pro",
    async steps(desk) {
      const fields = desk.page.getByRole('group', { name: 'Fields of its type' });
      await fields.getByLabel('New field').fill('colour');
      await fields.getByRole('button', { name: 'Add field' }).click();
      await fields.getByLabel('colour').fill('blue');
      await desk.button('Save changes').click();
      await fields.getByText('colour is not a field of this config type').waitFor();
    },
  },
  {
    name: 'config-item-relate',
    token,
    address: '/config/items/10220?do=relate',
    heading: 'Payment gateway',
    async steps(desk) {
      await desk.field('Type of the other item').selectOption('Servers');
      await desk.field('The other item').selectOption('app-02');
    },
  },
  {
    name: 'config-item-remove-relationship',
    token,
    address: '/config/items/10220',
    heading: 'Payment gateway',
    async steps(desk) {
      await desk.button('Remove: depends on VM1').click();
      await desk.dialog('Remove this relationship?').waitFor();
    },
  },
  { name: 'config-item-new', token, address: '/config/items/new?type=313', heading: 'New config item' },
  {
    name: 'no-such-customer',
    token,
    address: '/people/customers/424242',
    heading: 'Customer not found',
  },
  { name: 'no-such-incident', token, address: '/incidents/424242', heading: 'Incident not found' },
  { name: 'no-such-record', token, address: '/b/424242', heading: 'Record not found' },
  { name: 'time', ...time, steps: ofLuke },
  {
    name: 'time-adding',
    ...time,
    async steps(desk) {
      await desk.button(/^Add time on Monday/).click();
      await desk.page.getByRole('combobox', { name: 'What' }).fill('s');
      await desk.page.getByRole('option', { name: 'Service Desk //' }).waitFor();
    },
  },
  {
    name: 'time-editing',
    ...time,
    async steps(desk) {
      await ofLuke(desk);
      await desk.button(/^Edit 2.25 h/).click();
      await desk.textbox('Hours').fill('25');
      await desk.button('Save time').click();
      await desk.page.getByText('Hours must be').waitFor();
    },
  },
  {
    name: 'time-deleting',
    ...time,
    async steps(desk) {
      await ofLuke(desk);
      await desk.button(/^Delete 2.25 h/).click();
      await desk.dialog('Delete this time?').waitFor();
    },
  },
  {
    name: 'time-locked',
    ...time,
    steps: (desk) => weekOf(desk, desk.page.getByText(/^Locked/)),
  },
  { name: 'time-not-permitted', token, address: '/time?user=18', heading: 'Dan Lee’s time' },
  { name: 'palette', ...time, steps: palette('') },
  { name: 'palette-nothing', ...time, steps: palette('smoke') },
  {
    name: 'canned-texts',
    ...open,
    async steps(desk) {
      await desk.button('Insert text').click();
      await desk.button('Add a text').click();
      await desk.dialog('Add a text').getByLabel(/^Name/).fill('Greeting');
      await desk.dialog('Add a text').getByLabel(/^Text/).fill('Dear {customer},');
      await desk.button('Save text').click();
      await desk.button('Edit Greeting').waitFor();
    },
  },
  {
    name: 'canned-text-refused',
    ...open,
    async steps(desk) {
      await desk.button('Insert text').click();
      await desk.button('Add a text').click();
      await desk.button('Save text').click();
      await desk.page.getByText("Name can't be blank").waitFor();
    },
  },
  { name: 'no-such-page', token, address: '/nowhere', heading: 'Page not found' },
];

/** Redoc renders the operation in the address after the page is loaded. */
function drawn(heading: string) {
  return (desk: Desk) => desk.page.getByRole('heading', { level: 2, name: heading }).first().waitFor();
}

/** The pages of the documentation. */
export const docs: readonly Screen[] = [
  { name: 'docs', address: '/docs/', heading: /Service Desk/ },
  { name: 'docs-first-call', address: '/docs/first-call.html', heading: 'Call the API' },
  { name: 'docs-recipes', address: '/docs/recipes.html', heading: 'Recipes' },
  {
    name: 'docs-search',
    address: '/docs/',
    heading: /Service Desk/,
    async steps({ page }) {
      await page.getByRole('searchbox').fill('closure_code');
      await page.locator('.found a').first().waitFor();
    },
  },
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
  {
    name: 'docs-operation-run',
    address: '/docs/reference/#incidents.list',
    heading: 'Reference',
    async steps(desk) {
      await desk.page.getByRole('button', { name: 'Run incidents.list' }).click();
      await desk.page.getByText(/^200 OK, Success/).scrollIntoViewIfNeeded();
    },
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
