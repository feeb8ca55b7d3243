import { METHODS } from '@service-desk/description/operations';
import type { SiteDescription } from './catalogue.ts';

/** The description with some of its operations and webhooks, the tags that these have and the components that they reach. */
export function cutTo(description: SiteDescription, keeps: (operation: string) => boolean): SiteDescription {
  const cut = structuredClone(description);
  for (const [path, item] of Object.entries(cut.paths)) {
    for (const method of METHODS) if (!keeps(item[method]?.operationId ?? '')) delete item[method];
    if (METHODS.every((method) => !item[method])) delete cut.paths[path];
  }
  const { webhooks = {} } = cut;
  for (const [type, { post }] of Object.entries(webhooks))
    if (!keeps(post?.operationId ?? '')) delete webhooks[type];
  if (Object.keys(webhooks).length === 0) delete cut.webhooks;
  const items = [...Object.values(cut.paths), ...Object.values(webhooks)];
  const tags = new Set(items.flatMap((item) => METHODS.flatMap((method) => item[method]?.tags ?? [])));
  cut.tags = cut.tags.filter(({ name }) => tags.has(name));
  cut['x-tagGroups'] = cut['x-tagGroups']
    .map((group) => ({ ...group, tags: group.tags.filter((name) => tags.has(name)) }))
    .filter((group) => group.tags.length > 0);
  keepReached(cut);
  return cut;
}

function keepReached(description: SiteDescription): void {
  const sections = description.components as unknown as Record<string, Record<string, unknown>>;
  const reached = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, section = '', name = ''] of JSON.stringify(value).matchAll(
      /"#\/components\/(\w+)\/(\w+)"/g,
    )) {
      if (reached.has(`${section}/${name}`)) continue;
      reached.add(`${section}/${name}`);
      visit(sections[section]?.[name]);
    }
  };
  visit([description.paths, description.webhooks]);
  for (const [section, components] of Object.entries(sections)) {
    if (section === 'securitySchemes') continue;
    for (const name of Object.keys(components))
      if (!reached.has(`${section}/${name}`)) delete components[name];
  }
}
