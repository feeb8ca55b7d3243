import { METHODS } from '@service-desk/description/operations';
import type { SiteDescription } from '@service-desk/docs/catalogue';

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
