import type { OperationId } from '@service-desk/client';
import { randomOf } from '@service-desk/test-kit/random';
import { rootResource } from '../operation-of.ts';
import type { ProxyFault } from '../proxy.ts';
import { actOperators } from './acts.ts';
import { contentOperators } from './content.ts';
import { listOperators } from './lists.ts';
import { OPERATIONS, type Target, targets } from './model.ts';
import type { Operator } from './operator.ts';
import { wireOperators } from './wire.ts';
import { writtenOperators } from './written.ts';

/** A fault that was made by applying an operator to something that the description names. */
export interface GeneratedMutant {
  /** Unlike that of every other. */
  id: string;
  kind: string;
  resource: string;
  operations: readonly OperationId[];
  /** What the provider does, in a sentence. */
  says: string;
  /** Makes the fault for one trial. */
  fault: () => ProxyFault;
}

const OPERATORS: readonly Operator[] = [
  ...contentOperators,
  ...writtenOperators,
  ...listOperators,
  ...actOperators,
  ...wireOperators,
];

/** The kinds of faults that are generated. */
export const OPERATOR_KINDS: readonly string[] = [...new Set(OPERATORS.map(({ kind }) => kind))];

/** The share of faults that go to the resource that has the fewest so far. */
const RARE = 0.3;

/**
 * So many faults, chosen by a seed: of each kind as many, give or take one, and some of every resource; the others as they
 * are spread over the description.
 * One seed and count give the same faults as long as the description and the operators stay as they are.
 */
export function generate(seed: number, count: number): GeneratedMutant[] {
  const random = randomOf(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const all = targets();
  const possible = new Map<Operator, Map<string, Map<string, Target[]>>>();
  const taken = new Map<string, number>();
  const faults = new Map<string, GeneratedMutant>();
  const turns = OPERATOR_KINDS.toSorted(() => random() - 0.5);
  for (let turn = 0; faults.size < count && turn < count * 20; turn += 1) {
    const kind = turns[turn % turns.length];
    const operator = pick(OPERATORS.filter((each) => each.kind === kind));
    const byRoot = possible.get(operator) ?? rootsOf(all.filter((target) => operator.applies(target)));
    possible.set(operator, byRoot);
    const [rarest] = [...byRoot.keys()].toSorted(
      (a, b) => (taken.get(a) ?? 0) - (taken.get(b) ?? 0) || random() - 0.5,
    );
    const drawn = rootResource(pick(OPERATIONS));
    const root = random() < RARE || !byRoot.has(drawn) ? rarest : drawn;
    const names = byRoot.get(root ?? '');
    if (!root || !names) continue;
    const target = pick(names.get(pick([...names.keys()])) as Target[]);
    const says = operator.says(target);
    if (faults.has(says)) continue;
    taken.set(root, (taken.get(root) ?? 0) + 1);
    faults.set(says, generated(operator, target));
  }
  return [...faults.values()];
}

/** All faults whose sentence begins so. */
export function generatedThat(beginning: string): GeneratedMutant[] {
  const all = targets();
  return OPERATORS.flatMap((operator) =>
    all
      .filter((target) => operator.applies(target) && operator.says(target).startsWith(beginning))
      .map((target) => generated(operator, target)),
  );
}

function generated(operator: Operator, target: Target): GeneratedMutant {
  const { resource, operations } = target;
  const says = operator.says(target);
  const { kind } = operator;
  return { id: `${kind}: ${says}`, kind, resource, operations, says, fault: () => operator.fault(target) };
}

/** Targets by their resource and, within it, by the name of the field: a field that stands everywhere is but one. */
function rootsOf(found: readonly Target[]): Map<string, Map<string, Target[]>> {
  const byRoot = Map.groupBy(found, ({ resource }) => rootResource(resource));
  return new Map(
    [...byRoot].map(([root, own]) => [
      root,
      Map.groupBy(own, (target) => ('name' in target ? target.name : target.id)),
    ]),
  );
}
