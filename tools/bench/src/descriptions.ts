import type { SiteDescription } from '@service-desk/docs/catalogue';

const METHODS = ['get', 'post', 'put', 'delete'] as const;

/** The description with one operation, and with the components that it reaches. */
export function cutTo(description: SiteDescription, operation: string): SiteDescription {
  const cut = structuredClone(description);
  for (const [path, item] of Object.entries(cut.paths)) {
    for (const method of METHODS) if (item[method]?.operationId !== operation) delete item[method];
    if (METHODS.every((method) => !item[method])) delete cut.paths[path];
  }
  const tags = Object.values(cut.paths).flatMap((item) =>
    METHODS.flatMap((method) => item[method]?.tags ?? []),
  );
  cut.tags = cut.tags.filter(({ name }) => tags.includes(name));
  cut['x-tagGroups'] = cut['x-tagGroups']
    .map((group) => ({ ...group, tags: group.tags.filter((name) => tags.includes(name)) }))
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
  visit(description.paths);
  for (const [section, components] of Object.entries(sections)) {
    if (section === 'securitySchemes') continue;
    for (const name of Object.keys(components))
      if (!reached.has(`${section}/${name}`)) delete components[name];
  }
}

/**
 * The description several times over, as if v1 were so much larger: each copy has paths, operations, tags and components
 * of its own.
 */
export function multiplied(description: SiteDescription, times: number): SiteDescription {
  const whole = structuredClone(description);
  for (let copy = 2; copy <= times; copy += 1) {
    const other = JSON.parse(
      JSON.stringify(description).replaceAll(
        /"#\/components\/(?!securitySchemes)(\w+)\/(\w+)"/g,
        `"#/components/$1/$2_${copy}"`,
      ),
    ) as SiteDescription;
    for (const [path, item] of Object.entries(other.paths)) {
      for (const method of METHODS) {
        const operation = item[method];
        if (!operation) continue;
        operation.operationId = `copy${copy}.${operation.operationId}`;
        operation.tags = operation.tags?.map((name) => `${name} ${copy}`) ?? [];
      }
      whole.paths[`/copy${copy}${path}`] = item;
    }
    for (const [section, components] of Object.entries(other.components)) {
      if (section === 'securitySchemes') continue;
      const own = Object.entries(components).map(([name, component]) => [`${name}_${copy}`, component]);
      Object.assign(whole.components[section as 'schemas'], Object.fromEntries(own));
    }
    whole.tags.push(...other.tags.map((tag) => ({ ...tag, name: `${tag.name} ${copy}` })));
    whole['x-tagGroups'].push(
      ...other['x-tagGroups'].map(({ name, tags }) => ({
        name: `${name} ${copy}`,
        tags: tags.map((tag) => `${tag} ${copy}`),
      })),
    );
  }
  return whole;
}
