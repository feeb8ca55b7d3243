import type { Shape, Shapes } from '#description/shapes';
import { isObject, shown } from '../v1/bodies.ts';
import type { Names, Side } from './names.ts';

export interface Difference {
  /** A path such as `result.incident.title`, or a header. */
  path: string;
  /** Another value, another length, a missing or an additional field. */
  kind: 'status' | 'header' | 'value' | 'length' | 'missing' | 'more';
  provider: unknown;
  twin: unknown;
}

export interface CompareOptions {
  names: Names;
  shapes: Shapes;
  /** Whether only entries with a name are compared in lists, because each side has others as well. */
  ownOnly?: boolean;
  /** Whether two times count as equal. */
  isAlike?: (provider: string, twin: string) => boolean;
  /** Whether the response is that of a create, whose new ids get names in any case. */
  created?: boolean;
}

const LINK = /^(?:https?:\/\/[^/]+)?((?:\/desk)?(?:\/external_api)?\/v\d+\/.+)$/;
const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ?$/;
/** Fields that depend on data outside the run, or that v1 does not show enough of to copy. */
const UNSEEN = /^(total_entries|total_pages|avatar|Company|time_zone|\w+_count)$/;

/**
 * Compares two responses of one operation. Ids without a name on either side are assumed to mean the same resource.
 *
 * @returns the differences, and the provider's body with names for ids
 */
export function compare(provider: unknown, twin: unknown, shape: Shape, how: CompareOptions) {
  const { names, shapes, ownOnly = false, isAlike = () => false, created = false } = how;
  const differences: Difference[] = [];
  const differ = (path: string, kind: Difference['kind'], a: unknown, b: unknown) => {
    differences.push({ path, kind, provider: a, twin: b });
  };

  function named(kind: string, side: Side, id: unknown): unknown {
    return names.find(kind, side, id) ?? id;
  }

  function id(path: string, kind: string, a: unknown, b: unknown): unknown {
    if (!names.pair(kind, a, b)) differ(path, 'value', named(kind, 'provider', a), named(kind, 'twin', b));
    return named(kind, 'provider', a);
  }

  function link(path: string, a: string, b: string, holder: string | undefined): string {
    const [one, other] = [a, b].map((each) => (LINK.exec(each)?.[1] ?? each).split(/(?<=[/.?])|(?=[/.?])/));
    const last = one?.findLastIndex((part) => /^\d+$/.test(part));
    const kindAt = (index: number): string =>
      shapes.kindAfter(one?.[index - 2] ?? '') ??
      (index === last ? holder : names.sharedKind(one?.[index], other?.[index])) ??
      'thing';
    const written = (parts: string[] = [], side: Side) =>
      parts.map((part, index) => (/^\d+$/.test(part) ? named(kindAt(index), side, part) : part)).join('');
    const same =
      one?.length === other?.length &&
      one?.every((part, index) => {
        const mate = other?.[index] as string;
        const areIds = /^\d+$/.test(part) && /^\d+$/.test(mate);
        return areIds ? names.pair(kindAt(index), part, mate) : part === mate;
      });
    if (!same) differ(path, 'value', written(one, 'provider'), written(other, 'twin'));
    return written(one, 'provider');
  }

  /** The entries of a list that both sides must have. */
  function own(list: unknown[], shape: Shape, side: Side): unknown[] {
    if (!ownOnly) return list;
    return list.filter((entry) => {
      const inside = Object.entries((entry ?? {}) as object);
      const [[key, wrapped] = []] = inside;
      const isWrapped = inside.length === 1 && typeof wrapped === 'object' && wrapped !== null;
      const fields = (isWrapped ? wrapped : entry) as { id?: unknown } | null;
      const { kind } = (isWrapped ? shape.field(key as string) : shape).field('id');
      return fields?.id === undefined || !kind || names.find(kind, side, fields.id) !== undefined;
    });
  }

  /** Pairs entries that are equal except for ids, in any order: a wrong order is not reported as wrong ids. */
  function pairAlike(left: unknown[], right: unknown[], shape: Shape): void {
    const { kind } = shape.field('id');
    const unnamed = (list: unknown[], side: Side) => {
      const entries = list.filter((each) => isObject(each) && !names.find(kind ?? '', side, each.id));
      return Map.groupBy(entries as { id: unknown }[], signatureOf);
    };
    if (!kind || left.length < 2) return;
    const others = unnamed(right, 'twin');
    for (const [signature, [one, ...more]] of unnamed(left, 'provider')) {
      const [other, ...further] = others.get(signature) ?? [];
      if (!one || !other || more.length + further.length > 0) continue;
      // The comparison only serves to pair the ids in both entries.
      const known = differences.length;
      walk('', one, other, shape);
      differences.length = known;
    }
  }

  /** The entries that are on both pages, which others may have filled differently. */
  function shared(left: unknown[], right: unknown[], shape: Shape): [unknown[], unknown[]] {
    const { kind = '' } = shape.field('id');
    const namesOf = (list: unknown[], side: Side) =>
      list.map((entry) => names.find(kind, side, (entry as { id?: unknown } | null)?.id));
    const [one, other] = [namesOf(left, 'provider'), namesOf(right, 'twin')];
    return [
      left.filter((_entry, index) => other.includes(one[index])),
      right.filter((_entry, index) => one.includes(other[index])),
    ];
  }

  function walk(
    path: string,
    a: unknown,
    b: unknown,
    shape: Shape,
    holder?: string,
    isPart = false,
  ): unknown {
    if (Array.isArray(a) && Array.isArray(b)) {
      const items = shape.items();
      let [left, right] = created ? [a, b] : [own(a, items, 'provider'), own(b, items, 'twin')];
      if (isPart) [left, right] = shared(left, right, items);
      if (left.length !== right.length) differ(path, 'length', left.length, right.length);
      pairAlike(left, right, items);
      return left.map((entry, index) =>
        index < right.length ? walk(`${path}[${index}]`, entry, right[index], items, holder) : entry,
      );
    }
    if (isObject(a) && isObject(b)) {
      const kind = shape.kind ?? holder;
      const isPage =
        ownOnly &&
        [a, b].some((page) =>
          Object.values(page).some((list) => Array.isArray(list) && list.length < Number(page.total_entries)),
        );
      for (const key of Object.keys(b))
        if (!(key in a)) differ(`${path}.${key}`, 'missing', undefined, b[key]);
      return Object.fromEntries(
        Object.entries(a).map(([key, inside]) => {
          const field = shape.field(key);
          const at = `${path}.${key}`;
          if (ownOnly && UNSEEN.test(key)) return [key, inside];
          if (key in b) return [key, walk(at, inside, b[key], field, kind, isPage)];
          // A field that the description does not know is not a fault.
          if (!shape.isClosed || field.nodes.length > 0) differ(at, 'more', inside, undefined);
          return [key, inside];
        }),
      );
    }
    if (typeof a === typeof b && shape.isId && shape.kind && /^\d+$/.test(`${a}`) && /^\d+$/.test(`${b}`)) {
      return id(path, shape.kind, a, b);
    }
    if (typeof a === 'string' && typeof b === 'string') {
      if (LINK.test(a) && LINK.test(b)) return link(path, a, b, holder);
      if (MOMENT.test(a) && MOMENT.test(b) && isAlike(a, b)) return a;
    }
    if (!Object.is(a, b)) differ(path, 'value', a, b);
    return a;
  }

  const value = walk('', provider, twin, shape);
  for (const each of differences) each.path = each.path.replace(/^\./, '');
  return { differences, value };
}

export function lineOf({ path, provider, twin }: Difference): string {
  return `${path || 'the body'}: provider ${shown(provider)}, twin ${shown(twin)}`;
}

/** The content of an entry without ids, links and times. */
function signatureOf(entry: unknown): string {
  return JSON.stringify(entry, (_key, value) =>
    Number.isInteger(value) || (typeof value === 'string' && (LINK.test(value) || MOMENT.test(value)))
      ? undefined
      : value,
  );
}
