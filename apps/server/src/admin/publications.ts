import type { ReadContext, WriteContext } from '../calls/context.ts';
import type { PublicationType } from '../resources/publications/rows.ts';
import type { Id } from '../store/schema.ts';
import { checkedName } from './checks.ts';
import { type Found, find } from './find.ts';
import { newId } from './new-id.ts';

type Row = Found<'message'>;

const tables = { message: 'messages', knowledge_article: 'knowledge_articles' } as const;

/** The input for a message or a knowledge article. */
export interface PublicationInput {
  title?: string | undefined;
  /** Its service, by id or name. */
  service?: string | undefined;
}

/** Creates a message or knowledge article of a service. */
export async function createPublication(
  context: WriteContext,
  type: PublicationType,
  input: Required<PublicationInput> & { id?: Id | undefined },
) {
  const { db, caller, faults } = context;
  const title = checkedName(context, 'title', input.title ?? '');
  faults.throwIfAny();
  const row = {
    account_id: caller.account,
    id: await newId(context, tables[type], input.id),
    title,
    service_id: (await find(context, 'service', input.service ?? '')).id,
  };
  await db.insert(tables[type], row).execute();
  return publicationView(row);
}

/** Changes the title or service of a message or knowledge article. */
export async function setPublication(
  context: WriteContext,
  type: PublicationType,
  row: Row,
  input: PublicationInput,
) {
  const { db, faults } = context;
  const changes = {
    title: input.title === undefined ? row.title : checkedName(context, 'title', input.title),
    service_id:
      input.service === undefined ? row.service_id : (await find(context, 'service', input.service)).id,
  };
  faults.throwIfAny();
  await db.update(tables[type]).set(changes).where('id', '=', row.id).execute();
  return publicationView({ ...row, ...changes });
}

/** Lists the messages or knowledge articles of the account, newest first. */
export async function listPublications({ db }: ReadContext, type: PublicationType) {
  const rows = await db.from(tables[type]).selectAll().orderBy('id', 'desc').execute();
  return rows.map(publicationView);
}

/** Removes a message or knowledge article and its watches. */
export async function removePublication({ db }: WriteContext, type: PublicationType, row: Row) {
  await db.remove('watches').where('parent_type', '=', type).where('parent_id', '=', row.id).execute();
  await db.remove(tables[type]).where('id', '=', row.id).execute();
  return publicationView(row);
}

function publicationView({ id, title, service_id }: Row) {
  return { id, title, service_id };
}
