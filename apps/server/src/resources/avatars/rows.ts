import { sql } from 'kysely';
import type { ReadContext } from '../../calls/context.ts';
import type { Writer } from '../../store/rows.ts';
import type { Id } from '../../store/schema.ts';

/** A row that may have a picture. */
export interface Pictured {
  /** The path of the picture at full size; null without one. */
  picture: string | null;
}

/** The column {@link Pictured.picture} of a query of that table. */
export function pictureOf(table: 'users' | 'customers' | 'companies') {
  const account = sql.ref(`${table}.account_id`);
  const id = sql.ref(`${table}.avatar_id`);
  return sql<string | null>`(select public_filename from avatars
    where avatars.account_id = ${account} and avatars.id = ${id})`.as('picture');
}

/** The path of one of the account's pictures. */
export async function findAvatar({ db }: ReadContext, id: Id): Promise<string | undefined> {
  const avatar = await db.from('avatars').select('public_filename').where('id', '=', id).executeTakeFirst();
  return avatar?.public_filename;
}

/** A picture as it came in. */
export interface Original {
  /** 40 random hexadecimal digits, unique per picture. They give access to it without a token. */
  key: string;
  /** What the file was called. */
  fileName: string;
  mediaType: 'image/png' | 'image/jpeg';
  content: Uint8Array;
}

/** Keeps a picture under an id of the account. */
export async function addAvatar(db: Writer, id: Id, original: Original): Promise<void> {
  const { key, fileName, mediaType, content } = original;
  const public_filename = `${folderOf(key, mediaType)}/${fileName}`;
  await db.insert('avatars', { id, public_filename }).execute();
  await db.source
    .insertInto('pictures')
    .values({ key, public_filename, media_type: mediaType, content })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

/** The folder of a picture's sizes: `/avatars/get/67/ca/67ca…/image_png`. */
export function folderOf(key: string, mediaType: string): string {
  return `/avatars/get/${key.slice(0, 2)}/${key.slice(2, 4)}/${key}/${mediaType.replace('/', '_')}`;
}
