import { expect } from 'vitest';
import { journey } from './journey.ts';

journey(
  'a wrong token is rejected at its field, and the right one returns to the requested page',
  async ({ desk }) => {
    await desk.go('/incidents/13534');
    await desk.heading('Sign in').waitFor();
    const token = desk.field('API token');

    await desk.button('Sign in').click();
    await expect.poll(() => desk.errorOf(token)).toBe('Enter your API token');

    await token.fill('demo-unknown');
    await desk.button('Sign in').click();
    await expect
      .poll(() => desk.errorOf(token))
      .toBe('This token is not accepted. Check that you copied all of it.');
    await expect.poll(() => desk.isFocused(token)).toBe(true);

    await token.fill(' demo-luke ');
    await token.press('Enter');
    await desk.heading(/Potential issues with QA issues/).waitFor();
    await desk.page.getByText('Luke Grimstrup', { exact: true }).first().waitFor();
    expect(desk.address).toBe('/incidents/13534');
  },
);

journey('signing out removes the token, also for the back button', async ({ desk }) => {
  await desk.signIn();
  await desk.heading('My incidents').waitFor();
  await desk.button('Sign out').click();
  await desk.heading('Sign in').waitFor();
  await desk.page.goBack();
  await desk.heading('Sign in').waitFor();
  expect(
    await desk.page.evaluate('[...Object.values(sessionStorage), ...Object.values(localStorage)].join()'),
  ).not.toContain('demo-luke');
});

journey.for([
  { here: true, greeting: 'Sign in' },
  { here: false, greeting: 'My incidents' },
])(
  'a new tab asks for the token only if it was limited to one tab: $here',
  async ({ here, greeting }, { desk }) => {
    await desk.go('/incidents');
    if (here) await desk.field('Only in this tab').check();
    await desk.field('API token').fill('demo-luke');
    await desk.button('Sign in').click();
    await desk.heading('My incidents').waitFor();
    const tab = await desk.newTab();
    await tab.goto(`${desk.url}/incidents`);
    await tab.getByRole('heading', { level: 1, name: greeting }).waitFor();
  },
);

journey('signing out or in applies to all tabs', async ({ desk }) => {
  await desk.signIn();
  const tab = await desk.newTab();
  await tab.goto(`${desk.url}/incidents/13534`);
  await tab.getByRole('heading', { name: /Potential issues with QA issues/ }).waitFor();
  await desk.button('Sign out').click();
  await tab.getByText('You were signed out in another tab.').waitFor();
  await desk.field('API token').fill('demo-dan');
  await desk.button('Sign in').click();
  await tab.getByRole('heading', { name: /Potential issues with QA issues/ }).waitFor();
  await tab.getByText('Dan Lee', { exact: true }).first().waitFor();
});

journey('an expired token leads to the sign-in, and back afterwards', async ({ desk }) => {
  await desk.signIn();
  await desk.page.evaluate("localStorage.setItem('service-desk.token', 'revoked')");
  await desk.go('/incidents?order=priority');
  await desk.page.getByText('Your API token is no longer accepted. Sign in again.').waitFor();
  await desk.field('API token').fill('demo-luke');
  await desk.button('Sign in').click();
  await desk.heading('My incidents').waitFor();
  expect(desk.address).toBe('/incidents?order=priority');
});

journey.for([
  ['/goto?q=13534', '/incidents/13534'],
  ['/goto?q=B%2313534', '/incidents/13534'],
  ['/a/youdo/13534', '/incidents/13534'],
])('the old link %s leads to the incident, also through the sign-in', async ([link, page], { desk }) => {
  await desk.signIn('demo-luke', link);
  await desk.heading(/Potential issues with QA issues/).waitFor();
  expect(desk.address).toBe(page);
});

journey('an address that looks like a file belongs to the desk', async ({ desk }) => {
  await desk.signIn('demo-luke', '/customers/jane.doe');
  await desk.heading('Page not found').waitFor();
  expect(desk.address).toBe('/customers/jane.doe');
});
