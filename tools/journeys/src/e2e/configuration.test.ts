import { createServiceDesk, type Id } from '@service-desk/client';
import { describe, expect } from 'vitest';
import { journey as base } from './journey.ts';

/** `colleague` changes the same items through the API, as Dan Lee. */
const journey = base.extend('colleague', ({ stage }) =>
  createServiceDesk({ baseUrl: `${stage.server.url}/v1`, token: 'demo-dan' }),
);

const GATEWAY = 10220;
const [SERVERS, KEYS] = [27, 366];
const [DEPENDS_ON, USES] = [2, 4];

function relations(item: {
  config_item_relationships: { config_relationship_type_id: Id; config_item: { id: string } }[];
}) {
  return item.config_item_relationships.map(({ config_relationship_type_id: type, config_item }) => [
    Number(type),
    Number(config_item.id),
  ]);
}

journey('the tree and the relationships are navigated with the keyboard', async ({ desk }) => {
  const { keyboard } = desk.page;
  await desk.enter('demo-luke', '/config');
  await desk.heading('Configuration').waitFor();
  await desk.page.reload();
  await desk.link('Servers').waitFor();
  await desk.tabTo(desk.button('Skip to the first row'));
  await keyboard.press('Enter');
  await expect.poll(() => desk.isFocused(desk.link('Applications'))).toBe(true);
  for (let step = 0; step < 10; step += 1) await keyboard.press('j');
  await expect.poll(() => desk.isFocused(desk.link('Servers'))).toBe(true);
  await keyboard.press('ArrowRight');
  await desk.link('Virtual Machines').waitFor();
  await keyboard.press('j');
  await keyboard.press('ArrowRight');
  await desk.link('VM1').waitFor();
  expect(desk.address).toBe('/config?open=27,34');
  await keyboard.press('ArrowLeft');
  await desk.link('VM1').waitFor({ state: 'detached' });
  await desk.page.keyboard.press('Shift+Tab');
  await keyboard.press('Enter');
  await desk.tabTo(desk.link('VM1'), 3);
  await keyboard.press('Enter');
  await desk.heading('VM1').waitFor();
  await expect.poll(() => desk.isFocused(desk.heading('VM1'))).toBe(true);
  const trail = desk.page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link');
  expect(await trail.allTextContents()).toEqual(['Configuration', 'Virtual Machines']);

  // To a dependent, and back by the diagram.
  await desk.tabTo(desk.section('Relationships').getByRole('link', { name: 'Payment gateway', exact: true }));
  await keyboard.press('Enter');
  await desk.heading('Payment gateway').waitFor();
  const drawing = desk.page.getByRole('group', { name: 'Diagram of the relationships of Payment gateway' });
  expect(await drawing.getByRole('link').evaluateAll((links) => links.map((link) => link.ariaLabel))).toEqual(
    [
      'Powershop website, is needed by',
      'Billing, is needed by',
      'Bank transfer batch, is used by',
      'VM1, depends on',
      'Billing database, uses',
    ],
  );
  await desk.tabTo(drawing.getByRole('link', { name: 'VM1, depends on' }));
  await keyboard.press('Enter');
  await desk.heading('VM1').waitFor();

  await desk.page.goBack();
  await desk.page.goBack();
  await desk.page.goBack();
  await expect.poll(() => desk.isFocused(desk.link('VM1'))).toBe(true);
});

journey(
  'a relationship is added and removed, and one that a colleague adds in the meantime is kept',
  async ({ desk, api, colleague }) => {
    const { id } = await api.configItems.create({ name: 'app-03', config_type_id: SERVERS, owner_id: 17 });
    await desk.enter('demo-luke', `/config/items/${id}`);
    await desk.page.getByText('No relationships yet.').waitFor();
    await desk.button('Add relationship').click();
    const dialog = desk.dialog('Add relationship');
    await dialog.getByRole('button', { name: 'Add relationship' }).click();
    await expect.poll(() => desk.errorOf(desk.field('app-03 …'))).toBe('No such config relationship type');
    await desk.field('app-03 …').selectOption('depends on · Hard: this item fails without it');
    await desk.field('Type of the other item').selectOption('Servers');
    await desk.field('Type of the other item').selectOption('Servers › Virtual Machines');
    await desk.field('The other item').selectOption('VM1');
    const others = [{ config_relationship_type_id: USES, other_config_item_id: 10203 }];
    await colleague.configItems.update(id, { config_relationships: others });
    await dialog.getByRole('button', { name: 'Add relationship' }).click();
    await desk.announced('Relationship added');
    await dialog.waitFor({ state: 'hidden' });
    expect(relations(await api.configItems.get(id))).toEqual([
      [DEPENDS_ON, 100],
      [USES, 10203],
    ]);
    await desk.button('Remove: uses db-01').waitFor();

    await colleague.configItems.update(id, {
      config_relationships: [
        { config_relationship_type_id: DEPENDS_ON, other_config_item_id: 100 },
        ...others,
        { config_relationship_type_id: DEPENDS_ON, other_config_item_id: 10260 },
      ],
    });
    await desk.button('Remove: depends on VM1').click();
    await desk.button('Remove relationship').click();
    await desk.announced('Relationship with VM1 removed');
    await desk.button('Remove: depends on Machine room').waitFor();
    await expect
      .poll(() => desk.isFocused(desk.page.getByRole('heading', { name: 'Relationships' })))
      .toBe(true);
    expect(relations(await api.configItems.get(id))).toEqual([
      [DEPENDS_ON, 10260],
      [USES, 10203],
    ]);
    // The other item shows the opposite relationship.
    await desk.section('Relationships').getByRole('link', { name: 'Machine room', exact: true }).click();
    await desk.button('Remove: is needed by app-03').waitFor();
  },
);

journey(
  'an edit is merged with changes by a colleague, and errors are shown at their fields',
  async ({ desk, api, colleague }) => {
    const { id } = await api.configItems.create({
      name: 'db-02',
      config_type_id: SERVERS,
      owner_id: 17,
      config_type_fields: { ip_address: '10.0.1.22' },
    });
    await desk.enter('demo-luke', `/config/items/${id}?do=edit`);
    await desk.field('Name').fill('db-two');
    await desk.field('ip_address').fill('10.0.1.23');
    await colleague.configItems.update(id, {
      name: 'db-2',
      config_type_id: 34,
      config_type_fields: { operating_system: 'Debian 6.0' },
    });
    await desk.button('Save changes').click();
    const conflict = desk.section('Name');
    await conflict.waitFor();
    expect(await conflict.getByRole('definition').allTextContents()).toEqual(['db-02', 'db-2', 'db-two']);
    await desk.page.getByText('Type: from Servers to Virtual Machines.').waitFor();
    await conflict.getByRole('button', { name: 'Use theirs' }).click();
    const fields = desk.page.getByRole('group', { name: 'Fields of its type' });
    await fields.getByLabel('New field').fill('colour');
    await fields.getByRole('button', { name: 'Add field' }).click();
    await fields.getByLabel('colour').fill('blue');
    await desk.button('Save changes').click();
    const colour = fields.getByLabel('colour');
    await expect.poll(() => desk.errorOf(colour)).toBe('colour is not a field of this config type');
    await expect.poll(() => desk.isFocused(colour)).toBe(true);
    expect((await api.configItems.get(id)).name).toBe('db-2');
    await fields.getByLabel('colour').fill('');
    await desk.button('Save changes').click();
    await desk.announced('db-2 saved');
    expect(await api.configItems.get(id)).toMatchObject({
      name: 'db-2',
      config_type: { name: 'Virtual Machines' },
      config_type_fields: [{ ip_address: '10.0.1.23', operating_system: 'Debian 6.0' }],
    });
    expect(await desk.fact('ip_address').textContent()).toBe('10.0.1.23');
  },
);

journey('a created item whose response is lost is found in its type', async ({ desk, api }) => {
  await desk.enter('demo-luke', `/config/types/${KEYS}`);
  await desk.page.getByText('No items of this type yet').waitFor();
  await desk.link('New item').click();
  let lost = false;
  await desk.page.route('**/config_items.json', async (route) => {
    if (lost) return route.fallback();
    lost = true;
    await route.fetch();
    await route.abort();
  });
  await desk.field('Name').fill('Key of the cellar');
  await expect.poll(() => desk.field('Type').inputValue()).toBe(String(KEYS));
  await desk.button('Add config item').click();
  await desk.page.getByRole('link', { name: /^Key of the cellar, #/ }).waitFor();
  await desk.button('Yes, this is it').click();
  await desk.heading('Key of the cellar').waitFor();
  expect((await api.configTypes.get(KEYS)).config_items).toHaveLength(1);
  await desk.page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Keys' }).click();
  await desk.link('Key of the cellar').waitFor();
});

journey('an item of a type with too many items to list is entered by number', async ({ desk, api }) => {
  const fobs = 367;
  for (let number = 1; number <= 101; number += 1) {
    await api.configItems.create({ name: `Fob ${number}`, config_type_id: fobs, owner_id: 17 });
  }
  await desk.enter('demo-luke', `/config/items/10202?do=relate`);
  await desk.field('app-02 …').selectOption('uses · Soft: this item is impaired without it');
  await desk.field('Type of the other item').selectOption('Fobs');
  await desk.page.getByText('101 items. Enter the item number.').waitFor();
  await desk.field('The other item').fill('10240');
  await desk.dialog('Add relationship').getByRole('button', { name: 'Add relationship' }).click();
  await desk.button('Remove: uses Core switch').waitFor();
  await desk.go('/config?open=367');
  await desk.link('All 101 of Fobs').click();
  await desk.link('Next page').click();
  await desk.page.getByText('21–40 of 101').waitFor();
  expect(await desk.isFocused(desk.link('Next page'))).toBe(true);
  await desk.textbox('Page').fill('6');
  await desk.page.keyboard.press('Enter');
  await desk.page.getByText('101 of 101').waitFor();
});

describe('on a phone', () => {
  journey.override('look', { scheme: 'dark', width: 'narrow' });

  journey('an item is commented on and watched, and a failed tree can be reloaded', async ({ desk, api }) => {
    const types = '**/config_types.json*';
    await desk.enter('demo-luke', '/people/users');
    await desk.page.route(types, (route) => route.abort());
    await desk.go('/config');
    await desk.page.getByText('The configuration could not be loaded').waitFor();
    await desk.page.unroute(types);
    await desk.button('Try again').click();
    await desk.button('Contents of Services').click();
    await desk.link('Billing').click();
    await desk.heading('Billing').waitFor();
    await desk.textbox('Text').fill('Bills go out on Friday.');
    await desk.button('Add comment').click();
    await desk.announced('Comment added');
    expect(await desk.notes()).toEqual([['Comment', 'Luke Grimstrup', 'Bills go out on Friday.']]);
    await desk.button('Watch').click();
    await desk.button('Stop watching').waitFor();
    expect((await api.configItems.get(10222)).watches).toMatchObject([{ watch: { watched_by: { id: 17 } } }]);
    const { config_items } = await api.configTypes.get(2);
    expect(config_items.map(({ id }) => Number(id))).toContain(GATEWAY);
    await desk.go('/config/items/new?type=27');
    await desk.field('Name').fill('Till in Wellington');
    await desk.button('Add config item').click();
    await desk.announced('Till in Wellington added');
    await desk.heading('Till in Wellington').waitFor();
    await desk.go('/config/items/99999999');
    await desk.heading('Config item not found').waitFor();
    await desk.go('/config/types/99999999');
    await desk.heading('Config type not found').waitFor();
  });
});
