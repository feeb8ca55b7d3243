import type { Locator } from 'playwright-core';
import { describe } from 'vitest';
import { journey } from './journey.ts';

/** A kind of child records. */
interface ChildCase {
  name: string;
  record: 'changes' | 'releases';
  section: string;
  singular: string;
  /** Fills in the form of a new one, and its title afterwards. */
  fill(section: Locator): Promise<void>;
  title: string;
  edit(section: Locator): Promise<void>;
  hasComments?: boolean;
  isRemovable?: boolean;
  /** Whether it is a child of a tester. */
  isOfTester?: boolean;
}

const issue = {
  section: 'Issues',
  singular: 'issue',
  title: 'Hangs askew',
  fill: (section: Locator) => section.getByRole('textbox', { name: 'Title' }).fill('Hangs askew'),
  edit: (section: Locator) => section.getByLabel('Resolved').check(),
  hasComments: true,
};

const children: readonly ChildCase[] = [
  { name: 'issues of a change', record: 'changes', ...issue },
  { name: 'issues of a tester', record: 'changes', ...issue, isOfTester: true },
  { name: 'issues of a release', record: 'releases', ...issue },
  {
    name: 'release records',
    record: 'releases',
    section: 'Release records',
    singular: 'release record',
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
    singular: 'review user',
    title: 'Luke Grimstrup',
    fill: (section) => section.getByRole('textbox', { name: 'Focus' }).fill('The screws'),
    edit: (section) => section.getByRole('textbox', { name: 'Focus' }).fill('The nails'),
    isRemovable: true,
  },
];

describe.concurrent('child records are added, expanded, edited, commented on and deleted', () => {
  journey.for(children.map((child) => [child.name, child] as const))(
    '%s',
    async ([, child], { desk, api }) => {
      const capitalized = child.singular.charAt(0).toUpperCase() + child.singular.slice(1);
      const { id } = await api[child.record].create({ title: 'Sign is crooked', service_id: 20 });
      if (child.isOfTester) await api.changes.testers.create(id, { focus: 'The nails' });
      await desk.enter('demo-luke', `/${child.record}/${id}`);
      const testers = desk.section('Testers');
      if (child.isOfTester) await testers.getByRole('button', { name: 'Luke Grimstrup' }).click();
      const section = child.isOfTester
        ? testers.getByRole('region', { name: child.section })
        : desk.section(child.section);
      const press = (name: string | RegExp) => section.getByRole('button', { name, exact: true }).click();
      await press(`Add ${child.singular}`);
      await child.fill(section);
      await press(`Add ${child.singular}`);
      await desk.announced(`${child.title} added`);
      await press(child.title);
      await child.edit(section);
      await press(`Save ${child.singular}`);
      await desk.announced(`${capitalized} saved`);

      if (child.hasComments) {
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
      if (child.isRemovable) {
        await press(`Delete ${child.singular}`);
        await desk.button('Delete').click();
        await desk.announced(`${capitalized} deleted`);
      }
    },
  );
});
