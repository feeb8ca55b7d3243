import { createServiceDesk, isRateLimitError } from '@service-desk/client';
import { startServerProcess } from '@service-desk/test-kit/processes';
import type { Locator, Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { Desk } from '../desk.ts';
import { journey } from './journey.ts';

/** Two records of the first queue. */
const [record, other] = ['Payment by card is taken twice', 'Weekly report lists Sunday twice'];
/** The API requests for the queue and a record, and the code of the record's page. */
const calls = { queue: /\/v1\/incidents\.json/, record: /\/v1\/incidents\/\d+\.json/ };
const pages = '**/assets/record-page-*.js';

async function openQueue(desk: Desk): Promise<void> {
  await desk.enter();
  await desk.link(record).waitFor();
  await desk.settled();
}

/** Loads the queue in another order. */
async function reorder(desk: Desk): Promise<void> {
  await desk.combobox('Order').selectOption('Newest');
}

/** Opens a record. The code of its page is loaded already, so that the only request is for the record. */
async function openRecord(desk: Desk): Promise<void> {
  await desk.link(other).click();
  await usable(desk);
  await desk.page.goBack();
  await desk.link(record).waitFor();
}

function usable(desk: Desk): Promise<void> {
  return desk.button('Resolve').waitFor();
}

/** Waits for an alert with a text, and checks that it fits the window. */
async function alert(desk: Desk, title: string, text: string | RegExp): Promise<Locator> {
  const shown = desk.page.getByRole('alert').filter({ hasText: title }).filter({ hasText: text });
  await shown.waitFor();
  const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  expect(await desk.page.evaluate(beyond)).toBe(0);
  return shown;
}

async function tryAgain(shown: Locator): Promise<void> {
  await shown.getByRole('button', { name: 'Try again' }).click();
}

/**
 * Tests a failure with the queue and with a record, and that the desk recovers.
 *
 * @param begin starts the failure for an address, and returns a function that ends it
 */
async function inBoth(
  desk: Desk,
  text: string | RegExp,
  begin: (address: RegExp) => Promise<() => Promise<void>>,
): Promise<void> {
  await openQueue(desk);
  await openRecord(desk);
  let end = await begin(calls.queue);
  await reorder(desk);
  const queue = await alert(desk, 'The queue could not be loaded', text);
  await end();
  await tryAgain(queue);
  await desk.link(record).waitFor();

  end = await begin(calls.record);
  await desk.link(record).click();
  const shown = await alert(desk, 'The incident could not be loaded', text);
  // The content of its row is shown nevertheless.
  await desk.heading(new RegExp(record)).waitFor();
  await end();
  await tryAgain(shown);
  await usable(desk);
}

/** Replaces the server's responses for an address, until the returned function is called. */
function answering(page: Page, answer: (route: Route) => Promise<void>) {
  return async (address: RegExp) => {
    await page.route(address, answer);
    return () => page.unroute(address);
  };
}

// On a phone, which has the least space for messages; other journeys cover wide screens.
journey.describe.concurrent('on a phone', () => {
  journey.override('look', { scheme: 'light', width: 'narrow' });

  journey('offline: reported next to the existing content, and recovers', async ({ desk }) => {
    await inBoth(desk, 'The server did not respond. Check your connection and try again.', async () => {
      await desk.page.context().setOffline(true);
      return () => desk.page.context().setOffline(false);
    });
  });

  journey('500: shows the message of the service desk', async ({ desk }) => {
    const body = { status: 'Failed', version: '1.0', errors: [{ error: '[E500] the database is busy' }] };
    await inBoth(
      desk,
      'The database is busy.',
      answering(desk.page, (route) => route.fulfill({ status: 500, json: body })),
    );
  });

  journey('502: reports a response of another server', async ({ desk }) => {
    await inBoth(
      desk,
      'The response did not come from the service desk (HTTP 502). Try again.',
      answering(desk.page, (route) =>
        route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
      ),
    );
  });

  journey('429: shows when requests are allowed again', async ({ stage, look }) => {
    const text =
      /Too many requests this hour\. They are allowed again at \d\d:\d\d, in (1 hour|\d+ minutes?)\./;
    await using server = await startServerProcess({ RATE_LIMIT: '60' });
    await using desk = await Desk.open(stage.browser, server.url, look);
    await openQueue(desk);
    await openRecord(desk);
    const { users } = createServiceDesk({ baseUrl: `${server.url}/v1`, token: 'demo-luke', retries: 0 });
    const spend = async (): Promise<void> => users.current().then(spend);
    await spend().catch((error) => expect(isRateLimitError(error)).toBe(true));

    await reorder(desk);
    await alert(desk, 'The queue could not be loaded', text);
    await desk.page.goBack();
    await desk.link(record).click();
    await alert(desk, 'The incident could not be loaded', text);
    expect(desk.problems).toEqual([]);
  });

  journey('slow: reported, and can be cancelled', async ({ desk }) => {
    await desk.page.clock.install();
    await openQueue(desk);
    await openRecord(desk);
    for (const [address, ask, description] of [
      [calls.queue, () => reorder(desk), 'the queue'],
      [calls.record, () => desk.link(record).click(), 'the incident'],
    ] as const) {
      const release = await desk.hold(address);
      await ask();
      await desk.page.clock.fastForward(6000);
      await desk.page.getByText('The server is taking longer than usual to respond.').waitFor();
      await desk.button('Stop waiting').click();
      await alert(desk, `You stopped loading ${description}`, '');
      await release();
      await desk.button('Load').click();
      await desk.button('Load').waitFor({ state: 'hidden' });
    }
    await usable(desk);
  });

  journey('expired token: the sign-in, and afterwards the same page', async ({ desk }) => {
    await openQueue(desk);
    await openRecord(desk);
    const expire = answering(desk.page, (route) =>
      route.continue({
        headers: { ...route.request().headers(), authorization: `Basic ${btoa('x:old')}` },
      }),
    );
    for (const [address, ask] of [
      [calls.queue, () => reorder(desk)],
      [calls.record, () => desk.link(record).click()],
    ] as const) {
      const end = await expire(address);
      await ask();
      await desk.page.getByText('Your API token is no longer accepted. Sign in again.').waitFor();
      await end();
      await desk.field('API token').fill('demo-luke');
      await desk.button('Sign in').click();
      await desk.button('Sign out').waitFor();
      await (address === calls.queue ? desk.link(record).waitFor() : usable(desk));
    }
  });

  journey('record deleted by a colleague: reported, with a link to the queue', async ({ desk }) => {
    await openQueue(desk);
    const gone = `${desk.url}/v1/incidents/424242.json`;
    await answering(desk.page, (route) => route.continue({ url: gone }))(calls.record);
    await desk.link(record).click();
    await desk.heading('Incident not found').waitFor();
    await desk.page.goBack();
    await desk.link(record).waitFor();
  });

  journey('note deleted by a colleague: the input is kept', async ({ desk, api }) => {
    const { id } = await api.incidents.create({ title: 'Cup is chipped', service_id: 20 });
    const { id: note } = await api.incidents.comments.create(id, { note: 'By the door.' });
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.button(/^Edit comment by/).click();
    await desk.textbox('Text of the comment').fill('Behind the door.');
    await api.incidents.comments.delete(id, note);
    await desk.button('Save comment').click();
    await alert(desk, 'Not saved', /no comment found/i);
    expect(await desk.textbox('Text of the comment').inputValue()).toBe('Behind the door.');
  });

  journey('lost response: the note is found and not sent twice', async ({ desk, api }) => {
    const { id } = await api.incidents.create({ title: 'Bell rings', service_id: 20 });
    await desk.enter('demo-luke', `/incidents/${id}`);
    await desk.textbox('Text').fill('All night.');
    await desk.page.route('**/comments.json', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await desk.button('Add comment').click();
    await alert(desk, 'Already saved', 'The response was lost, but this was found');
    await desk.button('Yes, this is it').click();
    await desk.announced('Comment added');
    expect((await api.incidents.get(id)).comments).toHaveLength(1);
  });

  journey('missing code of a page: reported, and loaded after a reload', async ({ desk }) => {
    await openQueue(desk);
    // As after an update of the desk, whose files have new names.
    await desk.page.route(pages, (route) => route.continue({ url: `${desk.url}/assets/gone.js` }));
    await desk.link(record).click();
    await desk.heading('This page could not be loaded').waitFor();
    await alert(desk, 'Loading failed', 'the desk has been updated since you opened it');
    await desk.page.unroute(pages);
    await desk.button('Try again').click();
    await usable(desk);
    for (const fault of desk.problems.splice(0)) expect(fault).toMatch(/dynamically imported module|MIME/);
  });
});
