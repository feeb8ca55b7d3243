import type { Context, Location, Reference, Rule } from './redocly.ts';
import { moved } from './references.ts';
import { filledNode, wordsOf } from './templates.ts';

type Fields = Record<string, unknown>;

/** The file behind `x-webhooks` of the root. */
interface Source {
  /** The records by their kinds, each with the values of its placeholders; `schema` is what it is sent as. */
  records: Record<string, Fields & { schema: unknown }>;
  /** The events, each with what `data` has beside the record, and the kinds of records that have it; all by default. */
  events: Record<string, Fields & { data?: Fields; records?: string[] }>;
  /** A webhook with placeholders. */
  webhook: unknown;
}

/** `x-webhooks` of the root becomes a webhook for each event of each record, called `<record>.<event>`. */
export const webhooks: Rule = () => ({
  Root: {
    enter(root: { 'x-webhooks'?: Reference; webhooks?: Fields }, { report, resolve, location }: Context) {
      const reference = root['x-webhooks'];
      if (!reference) return;
      delete root['x-webhooks'];
      const { node, location: place } = resolve<Source>(reference);
      if (!node || !place) return;
      const source = moved(node, place.source.absoluteRef, location.source.absoluteRef);
      const ofRecords = webhooksOf(source, (message, at) => report({ message, location: at(place).key() }));
      root.webhooks = { ...ofRecords, ...root.webhooks };
    },
  },
});

/** Reports a fault, and where it stands in the file. */
type Report = (message: string, at: (file: Location) => Location) => void;

function webhooksOf({ records, events, webhook }: Source, report: Report): Fields {
  const named = Object.entries(records).flatMap(([record, own]) =>
    Object.entries(events)
      .filter(([, event]) => (event.records ?? Object.keys(records)).includes(record))
      .map(([event, its]): [string, unknown] => [
        `${record}.${event}`,
        webhookOf(webhook, { record, own, event, its }, report),
      ]),
  );
  for (const [event, { records: kinds = [] }] of Object.entries(events))
    for (const kind of kinds.filter((each) => !(each in records)))
      report(`There is no record ${kind}.`, (file) => file.child(['events', event, 'records']));
  return Object.fromEntries(named);
}

interface EventPair {
  record: string;
  own: Source['records'][string];
  event: string;
  its: Source['events'][string];
}

function webhookOf(webhook: unknown, { record, own, event, its }: EventPair, report: Report): unknown {
  const { schema, ...words } = own;
  const { data: others = {}, records: _, ...texts } = its;
  const reportMissing = (name: string) =>
    report(`There is no value for ${name}.`, (file) => file.child(['events', event]));
  const filledWith = (values: Fields) => {
    const known = wordsOf(values);
    return (node: unknown) =>
      filledNode(node, (name) => (known.has(name) ? known.get(name)?.value : reportMissing(name)));
  };
  const fill = filledWith({ ...words, record });
  const data = { [record]: schema, ...(fill(others) as Fields) };
  const values = {
    name: `${record}.${event}`,
    ...(fill(texts) as Fields),
    data,
    'data names': Object.keys(data),
  };
  return filledWith(values)(webhook);
}
