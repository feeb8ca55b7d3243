import { creatable, type Explorer, type Resource } from './explorer.ts';

/** A write of a sequence. `of` is the earlier step that created its resource or parent; -1 for a top-level create. */
interface Step {
  resource: Resource;
  verb: 'create' | 'update' | 'delete';
  of: number;
  fields: Record<string, unknown>;
}

const LENGTH = 12;
const MOST = 3;
/** The limit of repetitions to find shorter sequences. */
const TRIES = 40;

/** Runs sequences of writes that the seed selects. One with a new difference is shortened as long as it shows it. */
export async function walk(explorer: Explorer, walks: number): Promise<void> {
  let tries = TRIES;
  for (let count = 0; count < walks; count += 1) {
    let steps = choose(explorer);
    const known = explorer.pair.known();
    const found = [...(await run(explorer, steps))].filter((key) => !known.has(key));
    for (let index = steps.length - 1; found.length > 0 && index >= 0 && tries > 0; index -= 1, tries -= 1) {
      const shorter = without(steps, index);
      const shown = await run(explorer, shorter);
      if (found.some((key) => shown.has(key))) steps = shorter;
    }
  }
}

function choose({ shapes, random, only, values }: Explorer): Step[] {
  const pick = <Item>(list: readonly Item[]) => list[Math.floor(random() * list.length)] as Item;
  const possible = creatable(only);
  const steps: Step[] = [];
  while (steps.length < LENGTH && possible.some(({ depth }) => depth === 0)) {
    const made = [...steps.keys()].filter((index) => steps[index]?.verb === 'create');
    const of = made.length === 0 || random() < 0.2 ? -1 : pick(made);
    const target = steps[of]?.resource;
    const children = possible.filter(({ name, depth }) =>
      target ? name.startsWith(`${target.name}.`) && depth === target.depth + 1 : depth === 0,
    );
    const verbs = (['update', 'delete'] as const).filter((verb) => target?.operations[verb]);
    const verb =
      verbs.length > 0 && (children.length === 0 || random() < 0.7)
        ? pick(random() < 0.9 ? verbs.slice(0, 1) : verbs)
        : 'create';
    const resource = verb === 'create' ? (children.length > 0 ? pick(children) : undefined) : target;
    if (!resource) continue;
    const operation = resource.operations[verb];
    const writable = operation ? [...shapes.writable(operation)] : [];
    const chosen = Array.from({ length: writable.length > 0 ? 1 + Math.floor(random() * MOST) : 0 }, () => {
      const [name, field] = pick(writable);
      const { good, bad } = values(field);
      return [name, pick(good.length > 0 && random() < 0.8 ? good : bad)] as const;
    });
    steps.push({ resource, verb, of, fields: Object.fromEntries(chosen) });
  }
  return steps;
}

/** Runs a sequence, and returns the differences that it shows. */
async function run(explorer: Explorer, steps: readonly Step[]): Promise<ReadonlySet<string>> {
  const seen = explorer.pair.begin();
  const made: (string[] | undefined)[] = [];
  for (const { resource, verb, of, fields } of steps) {
    const ids = of < 0 ? [] : made[of];
    if (ids && verb === 'update') await explorer.update(resource, ids, fields);
    if (ids && verb === 'delete' && resource.operations.delete) {
      await explorer.pair.callOperation(resource.operations.delete, ids);
      await explorer.readAfter(resource, ids, {});
    }
    made.push(ids && verb === 'create' ? await explorer.create(resource, ids, fields) : undefined);
  }
  explorer.pair.end();
  return seen;
}

/** A sequence without one of its steps, and without those that depend on it. */
function without(steps: readonly Step[], left: number): Step[] {
  const kept = new Map<number, number>();
  return steps.flatMap((step, index) => {
    if (index === left || (step.of >= 0 && !kept.has(step.of))) return [];
    kept.set(index, kept.size);
    return [{ ...step, of: step.of < 0 ? -1 : (kept.get(step.of) as number) }];
  });
}
