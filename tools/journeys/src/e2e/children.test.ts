import type { Locator } from 'playwright-core';
import { describe } from 'vitest';
import { journey } from './journey.ts';

/** Things that are part of a record. */
interface Part {
  name: string;
  record: 'changes' | 'releases';
  section: string;
  one: string;
  /** What a new one is filled in with, and what it is called then. */
  fill(section: Locator): Promise<void>;
  title: string;
  edit(section: Locator): Promise<void>;
  hasComments?: boolean;
  isRemovable?: boolean;
  /** Whether it is part of a tester. */
  isOfTester?: boolean;
}

const issue = {
  section: 'Issues',
  one: 'issue',
  title: 'Hangs askew',
  fill: (section: Locator) => section.getByRole('textbox', { name: 'Title' }).fill('Hangs askew'),
  edit: (section: Locator) => section.getByLabel('Resolved').check(),
  hasComments: true,
};

const parts: readonly Part[] = [
  { name: 'issues of a change', record: 'changes', ...issue },
  { name: 'issues of a tester', record: 'changes', ...issue, isOfTester: true },
  { name: 'issues of a release', record: 'releases', ...issue },
  {
    name: 'release records',
    record: 'releases',
    section: 'Release records',
    one: 'release record',
    title: 'R-8, to Shop in Bangor',
    async fill(section) {
      await section.getByLabel('Reference').fill('R-8');
      await section.getByLabel('Released to').fill('Shop in Bangor');
      await section.getByLabel('Released at').fill('2026-03-09T06:30');
      await section.getByLabel('Succeeded').check();
    },
    edit: (section) => section.getByLabel('Reference').fill('R-8a'),
    hasComments: true,
  },
  {
    name: 'review users',
    record: 'releases',
    section: 'Review users',
    one: 'review user',
    title: 'Luke Grimstrup',
    fill: (section) => section.getByRole('textbox', { name: 'Focus' }).fill('The screws'),
    edit: (section) => section.getByRole('textbox', { name: 'Focus' }).fill('The nails'),
    isRemovable: true,
  },
];

describe.concurrent('what is part of a record is added, opened, edited, talked about and deleted', () => {
  journey.for(parts.map((part) => [part.name, part] as const))('%s', async ([, part], { desk, api }) => {
    const { id } = await api[part.record].create({ title: 'Sign is crooked', service_id: 20 });
    if (part.isOfTester) await api.changes.testers.create(id, { focus: 'The nails' });
    await desk.enter('demo-luke', `/${part.record}/${id}`);
    const testers = desk.section('Testers');
    if (part.isOfTester) await testers.getByRole('button', { name: 'Luke Grimstrup' }).click();
    const section = part.isOfTester
      ? testers.getByRole('region', { name: part.section })
      : desk.section(part.section);
    const press = (name: string | RegExp) => section.getByRole('button', { name, exact: true }).click();
    await press(`Add ${part.one}`);
    await part.fill(section);
    await press(`Add ${part.one}`);
    await desk.announced(`${part.title} is added`);
    await press(part.title);
    await part.edit(section);
    await press(`Save ${part.one}`);
    await desk.announced(`The ${part.one} is saved`);

    if (part.hasComments) {
      await section.getByRole('textbox', { name: 'Text' }).fill('Seen from the street.');
      await press('Add comment');
      await desk.announced('Comment added');
      await press(/^Edit comment by/);
      await section.getByRole('textbox', { name: 'Text of the comment' }).fill('Seen from the bridge.');
      await press('Save comment');
      await desk.announced('Comment saved');
      await press(/^Delete comment by/);
      await desk.button('Delete comment').click();
      await desk.announced('Comment deleted');
    }
    if (part.isRemovable) {
      await press(`Delete ${part.one}`);
      await desk.button('Delete it').click();
      await desk.announced(`The ${part.one} is deleted`);
    }
  });
});
